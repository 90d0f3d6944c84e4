// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.database.Database;
import org.holdfast.keys.Keys;

/// Both journals of this office, opened: each start opens a new numbered origin with a fresh key
/// and carries over what the last one had on disk without a signature. Thread-safe. Close it before
/// database and keys.
public interface Ledger extends AutoCloseable {
    /// Opens both journals: what the last start had on disk is carried over and sealed when this
    /// returns, and every act of erasure that is known is carried out, also upon a key store, rows
    /// or folders that came back from a backup.
    ///
    /// @param database migrated, with the schema `ledger`
    /// @throws LedgerFault with `REFUSED_START` and the reason in words; nothing was changed then
    static Ledger open(LedgerSettings settings, Database database, Keys keys, InstantSource clock) {
        return OpenLedger.open(settings, database, keys, clock);
    }

    CentralJournal central();

    NodeJournal node();

    JournalFiles files();

    Receipts receipts();

    Mirroring mirroring();

    /// Erasure of what both journals hold.
    Erasing erasing();

    /// Every origin of both journals, central first, oldest first.
    List<PublicJournal> journals();

    /// Figures for the operator: central first, node second.
    List<JournalCounts> counts();

    /// For each other site, by its letter, up to when this node has read everything in its node
    /// journal; empty as long as it was never heard since this start.
    Map<Character, Optional<Instant>> heard();

    /// Whether everything that lies here of the node journals of the other sites was read since
    /// this start.
    boolean peersRead();

    /// Whether this node gives entries of the central journal their index now; an office by itself
    /// always does.
    boolean sequences();

    /// What the standing audit has seen.
    Audits audits();

    /// Raises an alarm: something is not what was acknowledged. Each is told once.
    ///
    /// @param what in words, without personal data
    void alarm(Position where, Audits.Kind kind, String what);

    /// Seals what is on disk, throws the keys away and lets the folders go.
    @Override
    void close();
}
