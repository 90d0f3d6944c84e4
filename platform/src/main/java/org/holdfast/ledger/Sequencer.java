// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Fence;
import org.holdfast.database.Sparing;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.FoldedIndex.Place;
import org.holdfast.ledger.SqlRows.Row;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// The one thread that gives entries of the central journal their index.
///
/// One round, and what a crash behind each step means. A crash always opens a new origin, and
/// [CentralStart] carries over every row above the signed size of the old one:
/// 1. Rows that the files lack are appended to the files. Only after a lost answer there are any.
/// 2. In one transaction of the fence's own connection all waiting rows are taken out, put in order
///    and kept with the next positions, and their keys come into this site's store. Before the
///    commit: nothing happened. Behind it (rows committed, files not): the rows are carried over.
/// 3. The same rows are appended to the files, durably. Behind it: carried over from the rows; the
///    files' unsigned tail must agree with them.
/// 4. The checkpoint is signed and renamed into place. Before the rename: as behind 3. Behind it:
///    the positions stand for ever. Until then whatever continues an entry of theirs is checked
///    against them.
/// 5. The index learns the entries and those who wait are told. A crash: nobody heard, and asks.
///
/// The database may go away: rounds are tried again until it is back, on a new fence. Files that
/// fail, a broken chain or another holder of the fence stop the sequencer until the next start.
final class Sequencer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);

    /// Rows of one round.
    static final int MOST_ROWS = 4_096;

    private static final long POLL_MILLIS = 100;
    private static final long RETRY_MILLIS = 250;
    private static final long JOIN_MILLIS = 30_000;

    private final Series series;
    private final Supplier<Optional<Fence>> fences;
    private final CrashSwitch crash;
    private final int stateEvery;
    private final Chains chains;
    private final Lags lags;
    private final Semaphore wakes = new Semaphore(0);
    private final Awaited awaited;
    private final Predicate<Fence> standby;
    private final RowKeys keys;
    private final ArrayDeque<Kept> unsealed = new ArrayDeque<>();
    private final Sparing sparing = new Sparing(System::nanoTime);
    private final Thread thread;
    private Fence fence;
    private boolean uncertain;
    private volatile boolean closing;
    private volatile Consumer<RuntimeException> onStop = _ -> {};
    private volatile @Nullable RuntimeException stopped;
    private volatile long stoppedAt;

    private record Kept(Place place, Row row, Leaf leaf, long since) {}

    /// What a sequencer needs beside journal and fence.
    ///
    /// @param standby asked before anything is sealed, such as [StandbyFlush#reached]
    /// @param keys of the rows come with them
    /// @param imports fills a database that ends below the journal
    record Around(
            Awaited awaited,
            Lags lags,
            Predicate<Fence> standby,
            RowKeys keys,
            CrashSwitch crash,
            int stateEvery,
            Optional<EntryImport> imports) {}

    /// @param fences gives another fence when this one is lost; one that gives none ends this
    ///   sequencer then
    Sequencer(Series series, Fence fence, Supplier<Optional<Fence>> fences, Around around) {
        this.series = series;
        this.fence = fence;
        this.fences = fences;
        this.awaited = around.awaited();
        this.lags = around.lags();
        this.standby = around.standby();
        this.keys = around.keys();
        this.crash = around.crash();
        this.stateEvery = around.stateEvery();
        this.chains = new Chains(series.index());
        this.thread = Thread.ofPlatform().daemon().name("central-sequencer").unstarted(this::run);
    }

    /// @param told when this sequencer stops before it is closed
    void start(Consumer<RuntimeException> told) {
        onStop = told;
        thread.start();
    }

    /// Sequences and seals everything that waits, in the caller's thread, before [#start]; then
    /// says what the registers are, when that was not said before.
    void drain() {
        while (round() > 0) {
            // until nothing waits
        }
        settleState();
        if (stateDue(1)) {
            insertState();
            round();
        }
    }

    /// Says that rows may wait.
    void wake() {
        wakes.release();
    }

    /// The thread's whole life. An outer edge: whatever is not the database stops the sequencer.
    private void run() {
        try {
            while (!closing) {
                wakes.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
                wakes.drainPermits();
                while (roundOrRetry() == MOST_ROWS) {
                    // more rows wait than one round takes
                }
            }
            roundOrRetry();
            lastState();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            stop(fault);
        }
    }

    private int roundOrRetry() throws InterruptedException {
        try {
            return round();
        } catch (DatabaseFault | DataAccessException away) {
            if (sparing.isDue(String.valueOf(away.getMessage()))) {
                LOG.warn("the central journal's rows are tried again: {}", away.getMessage());
            }
            uncertain = true;
            if (closing) {
                return 0;
            }
            Thread.sleep(RETRY_MILLIS);
            renewFence();
            return 0;
        }
    }

    /// At a clean stop the journal ends with what the registers are. Without the database there is
    /// no clean stop, and the next start says it.
    private void lastState() {
        try {
            if (!uncertain && stateDue(1)) {
                insertState();
                round();
            }
        } catch (DatabaseFault | DataAccessException away) {
            uncertain = true;
        }
    }

    /// What is not sealed yet may hold a state entry that an earlier holder of the fence has
    /// written.
    private boolean stateDue(int records) {
        return unsealed.isEmpty() && series.state().due(records);
    }

    /// A row like every other. Only the holder of the fence writes such rows, so their chain has
    /// one writer. A crash before the commit: nothing happened. Behind it: the row waits, is
    /// sequenced by the next start, and what it says about an earlier entry stays true. A lost
    /// answer: [#settleState] looks.
    private void insertState() {
        Envelope envelope = series.stateEntry();
        series.state().written(envelope.hash());
        fence.inTransaction(tx -> {
            SqlRows.insert(tx, envelope);
            return envelope.hash();
        });
        wake();
    }

    /// Whether a state entry is on its way whose insert was not answered. The session that was to
    /// insert it is this one, or has ended: else its fence would not be ours.
    private void settleState() {
        Optional<Hash> asked = series.state().onItsWay();
        if (asked.isPresent()
                && unsealed.stream().noneMatch(kept -> kept.row().leaf().equals(asked.get()))
                && fence.inTransaction(tx -> SqlRows.waiting(tx, asked.get())).isEmpty()) {
            series.state().takenBack();
        }
    }

    private void renewFence() {
        if (fence.held()) {
            return;
        }
        fence.close();
        try {
            fence =
                    fences.get()
                            .orElseThrow(() ->
                                    new LedgerFault(
                                            LedgerFault.Code.STOPPED,
                                            "somebody else sequences the central journal"));
        } catch (DatabaseFault | DataAccessException stillAway) {
            uncertain = true;
        }
    }

    /// One round; returns how many rows it took.
    int round() {
        Chapter chapter = series.current();
        if (uncertain) {
            catchUp();
            sealAndTell(chapter);
            settleState();
            uncertain = false;
        }
        long first = chapter.directory().durableSize().value();
        List<Row> rows =
                fence.inTransaction(tx -> {
                    List<Row> ordered = chains.inOrder(SqlRows.take(tx, MOST_ROWS));
                    if (!ordered.isEmpty()) {
                        SqlRows.keep(tx, chapter.number(), first, ordered);
                        keys.take(tx, ordered);
                    }
                    return ordered;
                });
        crash.at(CrashSwitch.Step.ROWS_COMMITTED);
        if (!rows.isEmpty()) {
            append(chapter, rows);
        }
        sealAndTell(chapter);
        if (stateDue(stateEvery)) {
            insertState();
        }
        return rows.size();
    }

    /// Nothing is sealed that the standby has not flushed: a commit whose wait for it was cancelled
    /// answers like any other, and would be gone with this database.
    private void sealAndTell(Chapter chapter) {
        if (!unsealed.isEmpty() && standby.test(fence)) {
            series.seal();
            crash.at(CrashSwitch.Step.CHECKPOINT_SIGNED);
            tell(chapter);
        }
    }

    /// A lost answer to a commit: whatever was kept and is not in the files comes into the files.
    private void catchUp() {
        Chapter chapter = series.current();
        List<Row> rows;
        do {
            long from = chapter.directory().durableSize().value();
            rows =
                    fence.inTransaction(tx -> {
                        List<Row> kept = SqlRows.read(tx, chapter.number(), from, MOST_ROWS);
                        keys.take(tx, kept);
                        return kept;
                    });
            if (!rows.isEmpty()) {
                append(chapter, rows);
            }
        } while (!rows.isEmpty());
    }

    private void append(Chapter chapter, List<Row> rows) {
        long first =
                chapter.directory().append(rows.stream().map(Row::stored).toList()).first().value();
        long now = System.nanoTime();
        lags.appended(now, rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Leaf leaf = Leaf.decode(row.stored().entry());
            chains.placed(leaf, row.leaf());
            unsealed.add(new Kept(new Place(chapter.number(), first + i), row, leaf, now));
        }
        crash.at(CrashSwitch.Step.FILES_APPENDED);
    }

    private void tell(Chapter chapter) {
        long now = System.nanoTime();
        while (!unsealed.isEmpty()) {
            Kept kept = unsealed.removeFirst();
            Row row = kept.row();
            series.learn(kept.place(), kept.leaf(), row.leaf());
            chains.sealed(kept.leaf(), row.leaf());
            lags.sealed(now - kept.since());
            awaited.tell(row.leaf(), chapter.position(kept.place().index()).orElseThrow());
        }
    }

    private void stop(RuntimeException fault) {
        stoppedAt = System.nanoTime();
        stopped = fault;
        closing = true;
        onStop.accept(fault);
    }

    Lags lags() {
        return lags;
    }

    Optional<RuntimeException> fault() {
        return Optional.ofNullable(stopped);
    }

    /// Why it has stopped.
    Optional<Sequencing.Trouble> trouble() {
        return fault().map(
                        why -> new Sequencing.Trouble("stopped: " + why.getMessage(), stoppedAt));
    }

    /// Sequences and seals what waits, then lets fence and folder go.
    @Override
    public void close() {
        closing = true;
        wake();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        fence.close();
        series.close();
    }
}
