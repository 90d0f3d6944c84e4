// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.holdfast.database.Database;
import org.holdfast.database.Pulse;
import org.holdfast.database.Rounds;
import org.holdfast.database.Sparing;
import org.holdfast.database.Tx;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.StoredEntry;

/// Gives accepted changes their numbers in PostgreSQL, on the node whose turn it is to sequence the
/// central journal. It follows that journal, so it sees only what is under a signed checkpoint, and
/// its cursor moves in the transaction of the numbers. One thread of its own.
///
/// What a crash means: before the commit, neither numbers nor cursor; behind it, both. A database
/// that was put back has an older cursor and the numbers of that moment, and gets the others again,
/// the same. A node that lost its turn meanwhile waits at the cursor's row and then finds nothing
/// new, or gives what the next one would have given: the journal says which.
final class NumberFollower implements AutoCloseable {
    private static final Logger LOG = System.getLogger(NumberFollower.class.getName());

    /// Entries taken at once: bounds memory and the length of a transaction.
    private static final int AT_ONCE = 2_000;

    private static final Duration EVERY = Duration.ofMillis(50);
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

    /// Shorter faults are those of a database that changes its primary.
    private static final Duration LASTS = Duration.ofSeconds(30);

    private final Database database;
    private final Ledger ledger;
    private final CentralJournal journal;
    private final Rounds rounds = new Rounds("acceptance-numbers", this::once);
    private final LevelWith level;
    private final Sparing sparing = new Sparing(System::nanoTime);
    private final InstantSource clock;

    /// Why no numbers are given, and since when; empty while they are, or while others give them.
    private volatile Optional<Trouble> trouble = Optional.empty();

    /// Numbers are not given.
    ///
    /// @param rows whether rows are not what was written: nothing goes on then until they are
    ///   mended
    /// @param why in words, without personal data
    record Trouble(Instant since, boolean rows, String why) {}

    NumberFollower(Database database, Ledger ledger, InstantSource clock) {
        this.clock = clock;
        this.database = database;
        this.ledger = ledger;
        this.journal = ledger.central();
        this.level = new LevelWith(ledger);
    }

    void start() {
        rounds.start();
    }

    /// One round; a fault of the database or the disk must not end the following for ever.
    Duration once() {
        if (database.pulse().isAway() || !ledger.sequences()) {
            level.forget();
            trouble = Optional.empty();
            return AFTER_FAULT;
        }
        try {
            Duration pause = round();
            trouble = Optional.empty();
            return pause;
        } catch (RuntimeException fault) {
            if (sparing.isDue(String.valueOf(fault.getMessage()))) {
                LOG.log(Level.WARNING, "changes get no numbers now; trying again", fault);
            }
            level.forget();
            // A database that answers no commit is told of elsewhere, and says nothing of rows.
            trouble = Pulse.isSilence(fault) ? Optional.empty() : Optional.of(trouble(fault));
            return AFTER_FAULT;
        }
    }

    private Trouble trouble(RuntimeException fault) {
        boolean rows = fault instanceof CopyReads.Altered;
        return new Trouble(
                trouble.map(Trouble::since).orElseGet(clock::instant),
                rows,
                rows ? String.valueOf(fault.getMessage()) : fault.getClass().getSimpleName());
    }

    /// What keeps this node from giving numbers, when a person should know: rows that are not what
    /// was written at once, anything else when it lasts.
    Optional<Trouble> trouble() {
        return trouble.filter(one ->
                one.rows() || Duration.between(one.since(), clock.instant()).compareTo(LASTS) > 0);
    }

    private Duration round() {
        int taken = level.follow(() -> database.inTransaction(tx -> follow(tx, journal)));
        return taken > 0 ? Duration.ZERO : EVERY;
    }

    /// Takes what is new, at most [#AT_ONCE].
    ///
    /// @return how many entries there were
    static int follow(Tx tx, CentralJournal journal) {
        List<StoredEntry> entries = journal.follow(tx, Numbering.READER, AT_ONCE);
        write(tx, entries.stream().map(StoredEntry::leaf).toList());
        return entries.size();
    }

    /// @param leaves in the journal's order, the next ones
    static void write(Tx tx, List<Leaf> leaves) {
        List<Numbering.Numbered> given = Numbering.DATABASE.next(tx.jdbc(), leaves);
        if (!given.isEmpty()) {
            tx.batch(
                    Numbering.DATABASE.insert(),
                    given.stream().map(Numbering.Numbered::values).toList());
            tx.batch(Numbering.DATABASE.insertLast(), Numbering.lastValues(given));
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
