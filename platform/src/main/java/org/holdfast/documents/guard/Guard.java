// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.util.List;
import java.util.function.Supplier;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.TrustList;

/// Reads a finished paper and lets it pass or stops it. Thread-safe; keeps nothing between papers.
public final class Guard {
    private final PaperVerifier verifier;
    private final Supplier<TrustList> trust;

    /// @param verifier checks signature and seal
    /// @param trust the office's own roots
    public Guard(PaperVerifier verifier, Supplier<TrustList> trust) {
        this.verifier = verifier;
        this.trust = trust;
    }

    /// Compares a finished paper with what the journal says.
    ///
    /// @param pdf the signed file, as it would leave
    /// @param printedFrom the record versions that the layout was given
    /// @param expected what the journal's files say must be on it
    public GuardVerdict check(
            byte[] pdf, List<FactVersion> printedFrom, GuardExpectation expected) {
        return new GuardVerdict.Stopped(
                GuardReason.UNREADABLE,
                0,
                "no reader for "
                        + trust.get().roots().size()
                        + " roots and "
                        + verifier.hashCode());
    }
}
