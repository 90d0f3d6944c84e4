// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.cases.Papers;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handles;
import org.holdfast.keys.SealKeyId;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;

/// How often a paper was signed again, and by what. Thread-safe.
final class Signings {
    private final NodeJournal journal;
    private final Handles handles;

    Signings(NodeJournal journal, Handles handles) {
        this.journal = journal;
        this.handles = handles;
    }

    /// One more signature, and its entry.
    record One(StoredEntry entry, RenewalEntries.Again said) {}

    /// The signatures behind the first, oldest first; none of an erased paper.
    ///
    /// @throws org.holdfast.ledger.LedgerFault as [StoredEntry#open]
    List<One> of(Hash paper) {
        List<One> all = new ArrayList<>();
        for (int round = 1; round <= Papers.MOST_ROUNDS; round++) {
            Optional<StoredEntry> found =
                    journal.byOperation(Papers.Sealed.resigning(handles, paper, round))
                            .filter(one -> one.leaf().type().equals(RenewalEntries.RESIGNED))
                            .filter(one -> one.erasedBy().isEmpty());
            if (found.isEmpty()) {
                return all;
            }
            all.add(new One(found.get(), RenewalEntries.Again.read(found.get().open())));
        }
        return all;
    }

    /// The key by which a paper stands now.
    static SealKeyId key(Papers.Sealed paper, List<One> signings) {
        return signings.isEmpty()
                ? new SealKeyId(paper.sealedBy())
                : signings.getLast().said().key();
    }
}
