// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

/// How much a request may carry, by its address.
public final class BodyLimits {
    /// The longest paper or picture that is taken in.
    public static final int MOST_FILE_BYTES = 20 * 1024 * 1024;

    /// The longest form or JSON document; also what a form around a file may add to it.
    public static final int MOST_FORM_BYTES = 64 * 1024;

    private BodyLimits() {}

    /// The longest body taken at this address.
    public static int most(String path) {
        return switch (path) {
            case "/verify", "/verify/picture", "/api/v1/verifications", "/api/v1/restorations" ->
                    MOST_FILE_BYTES + MOST_FORM_BYTES;
            default -> MOST_FORM_BYTES;
        };
    }
}
