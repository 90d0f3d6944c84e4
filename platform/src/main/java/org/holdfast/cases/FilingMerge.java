// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.holdfast.database.Database;
import org.holdfast.database.Pulse;
import org.holdfast.database.Tx;
import org.holdfast.ledger.Ledger;
import org.holdfast.registers.RecordRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Merges filings from the node journals of all sites, on the node that sequences the central
/// journal; rows make it happen once, whoever does it. In a thread of its own.
///
/// A filing that cannot be decided now (its key is on its way, a fault) is tried again at the next
/// round, and so is every later one about the same records.
final class FilingMerge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FilingMerge.class);
    private static final Duration EVERY = Duration.ofMillis(200);
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);
    private static final List<String> BECAUSE_OF_ANOTHER =
            List.of(FilingDecider.AFTER_HELD, FilingDecider.AFTER_UNKNOWN);

    private final Database database;
    private final Ledger ledger;
    private final FilingBook book;
    private final FilingDecider decider;
    private final Switch crash;
    private final CountDownLatch stop = new CountDownLatch(1);
    private Optional<Thread> thread = Optional.empty();

    /// Whether something was decided since those that wait for another were looked at.
    private boolean lookAgain = true;

    /// Whether the rows were compared with the journal since this node began to merge, or found the
    /// database again.
    private boolean compared;

    /// Whether it was said that the clocks differ.
    private boolean told;

    /// Where tests cut the power. In an office it does nothing.
    @FunctionalInterface
    interface Switch {
        /// Between what.
        enum Step {
            BEFORE_COMMIT,
            AFTER_COMMIT
        }

        Switch NONE = _ -> {};

        /// Throws to play a death at this point.
        void at(Step step);
    }

    FilingMerge(
            Database database,
            Ledger ledger,
            FilingBook book,
            FilingDecider decider,
            Switch crash) {
        this.database = database;
        this.ledger = ledger;
        this.book = book;
        this.decider = decider;
        this.crash = crash;
    }

    synchronized void start() {
        if (thread.isEmpty()) {
            thread = Optional.of(Thread.ofPlatform().daemon().name("filings").start(this::run));
        }
    }

    /// An outer edge: whatever goes wrong is said and tried again.
    private void run() {
        Duration pause = EVERY;
        try {
            while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    round();
                    pause = EVERY;
                } catch (RuntimeException fault) {
                    pause = AFTER_FAULT;
                    if (!Pulse.isSilence(fault)) {
                        LOG.warn("filings are not merged now; trying again", fault);
                    }
                }
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    /// Decides about everything that can be decided now.
    ///
    /// @return how many decisions were made
    synchronized int round() {
        book.look();
        if (!ledger.sequences() || database.pulse().isAway()) {
            compared = false;
            return 0;
        }
        lookAgain |= compare();
        lookAgain |= restore();
        List<FilingBook.Line> open = book.open();
        if ((!open.isEmpty() || lookAgain) && !mayDecide()) {
            return 0;
        }
        int made = 0;
        Set<RecordRef> waiting = new HashSet<>();
        for (FilingBook.Line line : open) {
            if (line.about(waiting)) {
                continue;
            }
            Optional<Boolean> decided = done(line, decider::first);
            if (decided.isEmpty()) {
                waiting.addAll(line.records());
            } else if (decided.get()) {
                made++;
            }
        }
        if (lookAgain || made > 0) {
            lookAgain = true;
            made += again();
            lookAgain = false;
        }
        return made;
    }

    private boolean mayDecide() {
        boolean may = database.inTransaction(decider::mayDecide);
        if (!may && !told) {
            LOG.error("filings wait: this node's clock is not the database's, by over a minute");
        }
        told = !may;
        return may;
    }

    /// A database that was put back, or promoted without its last commits, has lost rows that this
    /// process has seen before.
    ///
    /// @return whether the rows had lost any
    private boolean compare() {
        if (compared) {
            return false;
        }
        List<FilingBook.Decided> all =
                book.allDecided().stream()
                        .filter(one -> !book.isErased(one.filed().place().leaf()))
                        .toList();
        long versions = all.stream().mapToLong(FilingBook.Decided::version).sum();
        boolean lost = database.inTransaction(FilingRows::versions) < versions;
        if (lost) {
            LOG.warn(
                    "the database has lost decisions about filings; written again from the journal");
            database.transact(tx -> all.forEach(one -> decider.restore(tx, one)));
        }
        compared = true;
        return lost;
    }

    /// Writes down decisions of the journal that the rows do not know.
    ///
    /// @return whether there was any news, of this node or another
    private boolean restore() {
        List<FilingBook.Decided> news = book.news();
        if (news.isEmpty()) {
            return false;
        }
        boolean written = false;
        try {
            database.transact(tx -> news.forEach(one -> decider.restore(tx, one)));
            written = true;
        } finally {
            if (!written) {
                book.again(news);
            }
        }
        return true;
    }

    /// What was held because of another filing, once that is decided.
    private int again() {
        List<FilingRows.Row> held =
                database.inTransaction(tx -> FilingRows.held(tx, BECAUSE_OF_ANOTHER));
        int made = 0;
        for (FilingRows.Row row : held) {
            Optional<FilingBook.Line> line = book.byLeaf(row.place().leaf());
            if (line.flatMap(one -> done(one, decider::again)).orElse(false)) {
                made++;
            }
        }
        return made;
    }

    /// One filing must not stop those about other people.
    ///
    /// @return whether it was decided; empty when that could not be tried
    private Optional<Boolean> done(
            FilingBook.Line line, Function<FilingBook.Line, Optional<Function<Tx, Boolean>>> how) {
        try {
            return how.apply(line).map(this::decided);
        } catch (Undone blocked) {
            // A block came between its plan and its commit: planned anew at the next round.
            LOG.info("filing {} is decided again: {}", hex(line), blocked.getMessage());
            return Optional.empty();
        } catch (RuntimeException fault) {
            if (Pulse.isSilence(fault)) {
                throw fault;
            }
            LOG.error("filing {} cannot be decided now", hex(line), fault);
            return Optional.empty();
        }
    }

    private static String hex(FilingBook.Line line) {
        return line.entry().leafHash().hex();
    }

    private boolean decided(Function<Tx, Boolean> work) {
        boolean decided =
                database.inTransaction(tx -> {
                    boolean made = work.apply(tx);
                    crash.at(Switch.Step.BEFORE_COMMIT);
                    return made;
                });
        crash.at(Switch.Step.AFTER_COMMIT);
        return decided;
    }

    @Override
    public void close() {
        stop.countDown();
        Optional<Thread> running;
        synchronized (this) {
            running = thread;
        }
        running.ifPresent(one -> {
            try {
                one.join(Duration.ofSeconds(10));
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
