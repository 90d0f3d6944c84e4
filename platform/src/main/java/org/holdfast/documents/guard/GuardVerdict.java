// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import org.holdfast.verifier.SealClaims;

/// The guard's answer. Only [Passed] lets a paper leave.
public sealed interface GuardVerdict {
    /// Everything was read and agrees.
    record Passed(int pages, SealClaims claims) implements GuardVerdict {}

    /// The paper must not leave.
    ///
    /// @param reason why
    /// @param page 1-based page, 0 when the whole paper is meant
    /// @param note for the operator; never personal data
    record Stopped(GuardReason reason, int page, String note) implements GuardVerdict {}
}
