// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

/// Ends a check with its reason; stays inside this package.
final class GuardStop extends Exception {
    private final GuardVerdict.Stopped stopped;

    GuardStop(GuardReason reason, int page, String note) {
        super(reason.code() + " on page " + page + ": " + note, null, false, false);
        this.stopped = new GuardVerdict.Stopped(reason, page, note);
    }

    GuardVerdict.Stopped stopped() {
        return stopped;
    }
}
