// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

/// What a provider has said is not believed. An answer, not a fault: it has no stack trace.
final class NotTaken extends Exception {
    private static final long serialVersionUID = 1L;
    private final OpenIdRefusal why;

    NotTaken(OpenIdRefusal why, String detail) {
        super(why + ": " + detail, null, false, false);
        this.why = why;
    }

    OpenIdRefusal why() {
        return why;
    }
}
