// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;
import org.holdfast.database.Tx;

/// What is made from the central journal's entries, brought level again where a database ends below
/// the journal: it was restored from a backup, or put back. Implemented above the ledger, called at
/// a start or at the begin of a term, before any write is let in.
@FunctionalInterface
public interface EntryImport {
    /// Enters entries in the journal's order, in the transaction that gives them their rows; what
    /// the database has from them already stays as it is.
    ///
    /// @throws LedgerFault with `REFUSED_START`, naming the entry, when the database holds
    ///   something else in its place; with `CORRUPT` or `KEY_MISSING` when it cannot be opened
    void enter(Tx tx, List<ReplayedEntry> entries);
}
