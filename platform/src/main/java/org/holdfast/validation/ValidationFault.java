// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

/// What must not be: settings that make no sense, or a machine that would fetch by itself.
public final class ValidationFault extends RuntimeException {
    ValidationFault(String message) {
        super(message);
    }

    ValidationFault(String message, Throwable cause) {
        super(message, cause);
    }
}
