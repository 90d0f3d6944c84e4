// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

/// What came of a check.
public enum FactResult {
    /// The claim, and the name and birth date with it, are what the register says.
    CONFIRMED("confirmed"),
    /// Something in it is not; nothing says what.
    NOT_CONFIRMED("not-confirmed"),
    /// The register cannot say: the residence is unknown, or a change waits to be entered.
    UNKNOWN("unknown");

    private final String code;

    FactResult(String code) {
        this.code = code;
    }

    /// As in the API.
    public String code() {
        return code;
    }

    /// The result of that code.
    ///
    /// @throws IllegalArgumentException when there is none
    static FactResult of(String code) {
        for (FactResult one : values()) {
            if (one.code.equals(code)) {
                return one;
            }
        }
        throw new IllegalArgumentException("no such result");
    }
}
