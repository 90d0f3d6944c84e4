// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

/// Ends a transaction without a trace; carries the refusal out of it. Never leaves the module.
final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;

    Undone(Refusal refusal) {
        super(refusal.code().text(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
