// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

/// The drill itself could not go on (nothing is said about the office).
public final class DrillFault extends RuntimeException {
    public DrillFault(String message) {
        super(message);
    }

    public DrillFault(String message, Throwable cause) {
        super(message, cause);
    }
}
