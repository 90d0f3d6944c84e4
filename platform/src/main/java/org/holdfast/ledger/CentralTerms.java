// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Fence;
import org.holdfast.journal.JournalFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// One node of several that share the central journal: it follows the journal, and while it holds
/// the database's fence it is the one that sequences. A term begins when nobody holds the fence
/// (the node beside the primary tries at once, the others when it was free for some seconds), after
/// everything under the agreed head is on this disk; it opens the next origin. It ends when the
/// fence or the agreed head is lost, and the node follows again.
///
/// Two nodes that both believe in their term: the rows of one of them cannot be committed (the
/// fence is a lock of the primary's session), and its checkpoints do not win the agreed head.
/// Whatever it has appended to its files without a checkpoint was published to nobody; the rows are
/// carried into the next origin by the other.
///
/// All in one thread of its own.
final class CentralTerms implements Sequencing {
    private static final Logger LOG = LoggerFactory.getLogger(CentralTerms.class);
    private static final long LOOK_MILLIS = 100;
    private static final long TRY_NANOS = 500_000_000L;

    /// What a taking over that failed has begun may be an origin that is published.
    private static final long AFTER_FAULT_NANOS = 2_000_000_000L;

    private static final long PATIENCE_NANOS = 3_000_000_000L;
    private static final long KEYS_NANOS = 1_000_000_000L;
    private static final long JOIN_MILLIS = 30_000;

    private final Series series;
    private final Database database;
    private final String fenceName;
    private final HeadStore heads;
    private final CentralFollower follower;
    private final BooleanSupplier besidePrimary;
    private final Sequencer.Around around;
    private final Thread thread;
    private volatile Optional<Term> term = Optional.empty();
    private volatile Optional<Trouble> trouble = Optional.empty();
    private volatile Runnable learnt = () -> {};
    private volatile Optional<KeyBroom> broom = Optional.empty();
    private volatile Optional<LedgerFault> corrupt = Optional.empty();
    private volatile boolean closing;
    private final Semaphore ends = new Semaphore(0);
    private long nextTry = System.nanoTime();
    private long freeSince;
    private boolean free;
    private boolean news;
    private long nextKeys = System.nanoTime();

    private record Term(Sequencer sequencer, HeadGate gate) {}

    CentralTerms(
            Series series,
            Database database,
            String fenceName,
            HeadStore heads,
            CentralFollower follower,
            BooleanSupplier besidePrimary,
            Sequencer.Around around) {
        this.series = series;
        this.database = database;
        this.fenceName = fenceName;
        this.heads = heads;
        this.follower = follower;
        this.besidePrimary = besidePrimary;
        this.around = around;
        this.thread = Thread.ofPlatform().daemon().name("central-terms").unstarted(this::run);
    }

    /// Returns when there is a published origin on this disk: one that another node has opened, or
    /// one of this node's own first term.
    void awaitFirst() {
        while (series.last().isEmpty()) {
            step();
            pause();
            if (closing) {
                throw new LedgerFault(LedgerFault.Code.STOPPED, "stopped before it was open");
            }
        }
    }

    /// @param learnt told after entries of other sites came under a checkpoint here
    /// @param sweeps looks after the keys in the database while this node sequences
    void start(Runnable learnt, KeyBroom sweeps) {
        this.learnt = learnt;
        this.broom = Optional.of(sweeps);
        thread.start();
    }

    @Override
    public void wake() {
        term.ifPresent(one -> one.sequencer().wake());
    }

    @Override
    public boolean here() {
        return term.isPresent();
    }

    @Override
    public Optional<Throwable> stopped() {
        return corrupt.map(Throwable.class::cast);
    }

    /// Why this node cannot follow or take over. A whole look that went well ends it.
    @Override
    public Optional<Trouble> trouble() {
        return trouble;
    }

    private void run() {
        while (!closing) {
            step();
            pause();
        }
    }

    /// Erasing takes locks of its own, so it comes after the files were let go.
    private void step() {
        locked();
        if (news) {
            news = false;
            try {
                learnt.run();
            } catch (RuntimeException again) {
                // The outer edge: what could not be erased now is erased at the next news or start.
                LOG.warn("erasing what the journal names failed: {}", again.getMessage());
                news = true;
            }
        }
    }

    /// An outer edge: whatever goes wrong is said and tried again.
    private void locked() {
        series.files().lock();
        try {
            if (term.isEmpty() && corrupt.isEmpty()) {
                follow();
                if (takeOver()) {
                    trouble = Optional.empty();
                }
            } else if (term.isPresent() && term.get().sequencer().fault().isPresent()) {
                end(term.get());
            }
            takeKeys();
            if (term.isPresent()) {
                trouble = Optional.empty();
                broom.ifPresent(one -> one.look(series.current().head()));
            }
        } catch (DatabaseFault | DataAccessException | HeadStore.Away away) {
            say("waits: " + away.getMessage());
        } catch (LedgerFault | JournalFault wrong) {
            if (wrong instanceof LedgerFault fault && fault.code() == LedgerFault.Code.CORRUPT) {
                corrupt = Optional.of(fault);
            }
            nextTry = System.nanoTime() + AFTER_FAULT_NANOS;
            say(String.valueOf(wrong.getMessage()));
        } catch (RuntimeException bug) {
            nextTry = System.nanoTime() + AFTER_FAULT_NANOS;
            LOG.error("the central journal's terms", bug);
            say(String.valueOf(bug.getMessage()));
        } finally {
            series.files().unlock();
        }
    }

    /// Once a second: what other sites have made keys for may be asked for here at any moment.
    private void takeKeys() {
        long now = System.nanoTime();
        if (now - nextKeys >= 0) {
            nextKeys = now + KEYS_NANOS;
            follower.takeKeys(database);
        }
    }

    private void pause() {
        try {
            closing |= ends.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    private void say(String words) {
        Optional<Trouble> before = trouble;
        if (!before.map(Trouble::words).equals(Optional.of(words))) {
            LOG.warn("central journal: {}", words);
            trouble =
                    Optional.of(
                            new Trouble(
                                    words, before.map(Trouble::since).orElseGet(System::nanoTime)));
        }
    }

    private void follow() {
        if (follower.follow() > 0) {
            around.awaited().tellAll();
            news = true;
        }
    }

    /// Looks whether it is this node's turn; false when it is too early to look again, or the
    /// database is away or answers no commit.
    private boolean takeOver() {
        long now = System.nanoTime();
        // Asking a server that hangs would keep this node from following meanwhile; an origin that
        // is opened while no commit is answered could not be used.
        if (now - nextTry < 0 || database.pulse().isAway() || database.pulse().commitsHang()) {
            return false;
        }
        nextTry = now + TRY_NANOS;
        if (!besidePrimary.getAsBoolean() && !freeLongEnough(now)) {
            return true;
        }
        Optional<Fence> fence = database.fence(fenceName);
        free = false;
        if (fence.isPresent()) {
            begin(fence.get());
        }
        return true;
    }

    /// A node that is not beside the primary lets the one that is come first.
    private boolean freeLongEnough(long now) {
        if (database.fenced(fenceName)) {
            free = false;
            return false;
        }
        if (!free) {
            free = true;
            freeSince = now;
        }
        return now - freeSince >= PATIENCE_NANOS;
    }

    private void begin(Fence fence) {
        boolean begun = false;
        try {
            HeadStore.Published agreed = heads.published();
            follower.complete(agreed, fence);
            follower.letGo();
            HeadGate gate = new HeadGate(heads, agreed.head());
            series.behind(gate);
            int lowest = agreed.head().map(head -> 1 + CentralFollower.number(head)).orElse(1);
            new CentralStart(fence, series, around, lowest).run();
            Sequencer sequencer = new Sequencer(series, fence, Optional::empty, around);
            sequencer.drain();
            gate.opened();
            sequencer.start(_ -> gate.waitNoMore());
            term = Optional.of(new Term(sequencer, gate));
            begun = true;
            LOG.info("this node sequences the central journal: {}", series.current().name());
            around.awaited().tellAll();
            news = true;
        } finally {
            if (!begun) {
                series.close();
                fence.close();
            }
        }
    }

    private void end(Term ended) {
        LOG.warn(
                "this node sequences no more: {}",
                ended.sequencer().fault().map(Throwable::getMessage).orElse("closed"));
        term = Optional.empty();
        ended.gate().waitNoMore();
        ended.sequencer().close();
    }

    /// Ends the term, if there is one, after what waits is sealed.
    @Override
    public void close() {
        closing = true;
        ends.release();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        term.ifPresent(one -> {
            one.gate().waitNoMore();
            one.sequencer().close();
        });
        term = Optional.empty();
        follower.letGo();
        heads.close();
    }
}
