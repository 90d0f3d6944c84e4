// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;
import org.holdfast.database.Tx;

/// What is made from the central journal's entries, brought level again where a database ends below
/// the journal: it was restored from a backup, or put back. Implemented above the ledger, called at
/// a start or at the begin of a term, before any write is let in.
@FunctionalInterface
public interface EntryImport {
    /// Within so many entries stand those of one transaction: two rounds of the sequencer.
    int REACH = 8_192;

    /// Enters entries in the journal's order, in the transaction that gives them their rows; what
    /// the database has from them already stays as it is.
    ///
    /// @throws LedgerFault with `REFUSED_START`, naming the entry, when the database holds
    ///   something else in its place; with `CORRUPT` or `KEY_MISSING` when it cannot be opened
    void enter(Tx tx, List<ReplayedEntry> entries);

    /// Told before the first call where an import begins behind entries that the database has, as
    /// one does that goes on after an end between two batches: the last of those, at most [#REACH],
    /// so that what stands on both sides is known whole.
    default void behind(List<ReplayedEntry> entries) {}

    /// Both, this one first, in one transaction.
    default EntryImport and(EntryImport next) {
        EntryImport first = this;
        return new EntryImport() {
            @Override
            public void enter(Tx tx, List<ReplayedEntry> entries) {
                first.enter(tx, entries);
                next.enter(tx, entries);
            }

            @Override
            public void behind(List<ReplayedEntry> entries) {
                first.behind(entries);
                next.behind(entries);
            }
        };
    }
}
