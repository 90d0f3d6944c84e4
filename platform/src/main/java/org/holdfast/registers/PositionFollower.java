// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.database.Database;
import org.holdfast.database.Rounds;
import org.holdfast.database.Tx;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.StoredEntry;

/// Follows the central journal and writes down where each entry is. The cursor moves in the same
/// transaction as the places, so a crash between them cannot be. One thread of its own.
final class PositionFollower implements AutoCloseable {
    private static final Logger LOG = System.getLogger(PositionFollower.class.getName());
    static final String READER = "registers";

    /// Entries taken at once: bounds memory and the length of a transaction.
    private static final int AT_ONCE = 2_000;

    /// How soon a version knows its place after sealing.
    private static final Duration EVERY = Duration.ofMillis(50);

    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

    private final Database database;
    private final CentralJournal journal;
    private final LevelWith level;
    private final Set<Integer> origins = new HashSet<>();
    private final Rounds rounds = new Rounds("registers-follower", this::once);

    PositionFollower(Database database, Ledger ledger) {
        this.database = database;
        this.journal = ledger.central();
        this.level = new LevelWith(ledger);
    }

    void start() {
        rounds.start();
    }

    /// One round; a fault of the database or the disk must not end the following for ever.
    private Duration once() {
        if (database.pulse().isAway()) {
            level.forget();
            return EVERY;
        }
        try {
            return level.follow(this::follow) < AT_ONCE ? EVERY : Duration.ZERO;
        } catch (RuntimeException fault) {
            level.forget();
            LOG.log(Level.WARNING, "cannot follow the journal; trying again", fault);
            origins.clear();
            return AFTER_FAULT;
        }
    }

    /// Takes what is new, at most [#AT_ONCE].
    ///
    /// @return how many entries there were
    int follow() {
        return database.inTransaction(tx -> {
            List<StoredEntry> entries = journal.follow(tx, READER, AT_ONCE);
            List<Object[]> rows = new ArrayList<>(entries.size());
            for (StoredEntry entry : entries) {
                if (RecordEntry.TYPE.equals(entry.leaf().type())) {
                    Position position = entry.position().orElseThrow();
                    int origin = SqlVersions.number(position);
                    if (origins.add(origin)) {
                        know(tx, origin, position);
                    }
                    rows.add(new Object[] {entry.leafHash().bytes(), origin, position.index()});
                }
            }
            if (!rows.isEmpty()) {
                tx.batch(
                        "insert into registers.place (leaf, origin, index)"
                                + " values (?, ?, ?) on conflict (leaf) do nothing",
                        rows);
            }
            return entries.size();
        });
    }

    static void know(Tx tx, int number, Position position) {
        tx.jdbc()
                .sql(
                        "insert into registers.origin (number, name, origin)"
                                + " values (:number, :name, :origin) on conflict do nothing")
                .param("number", number)
                .param("name", position.journal())
                .param("origin", position.origin())
                .update();
    }

    @Override
    public void close() {
        rounds.close();
    }
}
