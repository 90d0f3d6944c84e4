// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

/// Carries a refusal out of the depth of the rules to the face, which returns it as a value. Never
/// leaves the module.
final class NotPermitted extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    NotPermitted(Refusal refusal) {
        super(refusal.code().text(), null, false, false);
        this.refusal = refusal;
    }

    NotPermitted(Refusal.Code code) {
        this(Refusal.of(code));
    }

    NotPermitted(Refusal.Code code, String name, String value) {
        this(Refusal.of(code, name, value));
    }

    Refusal refusal() {
        return refusal;
    }
}
