// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;

/// Both journals of this office, opened: each start opens a new numbered origin with a fresh key
/// and carries over what the last one had on disk without a signature. Thread-safe. Close it before
/// database and keys.
public interface Ledger extends AutoCloseable {
    CentralJournal central();

    NodeJournal node();

    JournalFiles files();

    Receipts receipts();

    /// Figures for the operator: central first, node second.
    List<JournalCounts> counts();

    /// Seals what is on disk, throws the keys away and lets the folders go.
    @Override
    void close();
}
