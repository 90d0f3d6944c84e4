// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.util.Map;

/// What was asked for, or why it is not given.
public sealed interface FactAnswer<T> {
    /// It is given.
    record Given<T>(T value) implements FactAnswer<T> {}

    /// It is not given.
    ///
    /// @param data what the reader needs to act on it: `field`, `since`; never personal data
    record Refused<T>(FactRefusal why, Map<String, String> data) implements FactAnswer<T> {
        public Refused {
            data = Map.copyOf(data);
        }
    }
}
