// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.regex.Pattern;

/// The name that a client gave to one command, so that trying it again does not do it again.
public record OperationId(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:~-]{8,128}");

    public OperationId {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException(
                    "operation id: expected 8 to 128 letters, digits or ._:~-");
        }
    }

    /// Whether text from outside can be an operation id.
    public static boolean isWellFormed(String value) {
        return value.length() <= 128 && FORM.matcher(value).matches();
    }
}
