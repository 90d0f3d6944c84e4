// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

/// Ends a verification with its reason; stays inside this package.
final class Refused extends Exception {
    private final Reason reason;
    private final String detail;

    Refused(Reason reason, String detail) {
        super(reason.code() + ": " + detail, null, false, false);
        this.reason = reason;
        this.detail = detail;
    }

    Reason reason() {
        return reason;
    }

    String detail() {
        return detail;
    }
}
