// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.util.Map;

/// Carries a refusal out of the depth of the rules to the face, which returns it as a value. Never
/// leaves the module.
final class Denied extends Exception {
    private static final long serialVersionUID = 1L;
    private final FactRefusal why;
    private final transient Map<String, String> data;

    Denied(FactRefusal why) {
        this(why, Map.of());
    }

    Denied(FactRefusal why, String name, String value) {
        this(why, Map.of(name, value));
    }

    private Denied(FactRefusal why, Map<String, String> data) {
        super(why.code(), null, false, false);
        this.why = why;
        this.data = data;
    }

    FactRefusal why() {
        return why;
    }

    <T> FactAnswer<T> answer() {
        return new FactAnswer.Refused<>(why, data);
    }
}
