// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
/// What a term that failed has begun may be an origin that is published, and a row that cannot be
/// sequenced fails every term at every site. Therefore a term looks at what waits before it opens
/// an origin ([CentralStart]), and each such fault is waited for twice as long as the one before.
/// So is a database or a store that is silent each time that a term has begun to open one: another
/// node may be heard where this one is not.
///
/// A node that sequences and does not reach the store of the agreed head seals nothing, and keeps
/// those from it who do: after half a minute it lets the fence go for a while. No node takes the
/// fence before it has reached the store.
///
/// A copy that tells another past than this node's files ends its following, and a signed head that
/// does ends its taking over, until a person has looked and the node is started again. What etcd
/// says without a signature ends nothing: it is asked again.
///
/// All in one thread of its own.
final class CentralTerms implements Sequencing {
    private static final Logger LOG = LoggerFactory.getLogger(CentralTerms.class);
    private static final long LOOK_MILLIS = 100;
    private static final long TRY_NANOS = 500_000_000L;

    /// A fault that comes later than this after the one before is the first of its row.
    private static final long PEACE_NANOS = 300_000_000_000L;

    private static final int MOST_DOUBLINGS = 16;

    private static final long PATIENCE_NANOS = 3_000_000_000L;
    private static final long KEYS_NANOS = 1_000_000_000L;
    private static final long JOIN_MILLIS = 30_000;

    private final Series series;
    private final Database database;
    private final String fenceName;
    private final HeadStore heads;
    private final CentralFollower follower;
    private final LedgerSettings.Shared shared;
    private final Sequencer.Around around;
    private final Thread thread;
    private volatile Optional<Term> term = Optional.empty();
    private volatile Optional<Trouble> trouble = Optional.empty();
    private volatile Runnable learnt = () -> {};
    private volatile Optional<KeyBroom> broom = Optional.empty();
    private volatile Optional<LedgerFault> corrupt = Optional.empty();
    private boolean twoPasts;
    private volatile boolean closing;
    private final Semaphore ends = new Semaphore(0);
    private long nextTry = System.nanoTime();
    private boolean opening;
    private int faults;
    private long lastFault;
    private long lastSilence = System.nanoTime() - PEACE_NANOS;
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
            LedgerSettings.Shared shared,
            Sequencer.Around around) {
        this.series = series;
        this.database = database;
        this.fenceName = fenceName;
        this.heads = heads;
        this.follower = follower;
        this.shared = shared;
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
        opening = false;
        series.files().lock();
        try {
            if (term.isPresent()) {
                watch(term.get());
            } else if (!twoPasts) {
                follow();
                if (corrupt.isEmpty() && takeOver()) {
                    trouble = Optional.empty();
                }
            }
            takeKeys();
            if (term.isPresent()) {
                trouble = term.get().gate().silence();
                broom.ifPresent(one -> one.look(series.current().head()));
            }
        } catch (DatabaseFault | DataAccessException | HeadStore.Away away) {
            if (opening && isSilentAgain()) {
                later();
            }
            say("waits: " + away.getMessage());
        } catch (LedgerFault | JournalFault wrong) {
            if (wrong instanceof LedgerFault fault && isCorrupt(fault)) {
                corrupt = Optional.of(fault);
            }
            later();
            say(String.valueOf(wrong.getMessage()));
        } catch (RuntimeException bug) {
            later();
            LOG.error("the central journal's terms", bug);
            say(String.valueOf(bug.getMessage()));
        } finally {
            series.files().unlock();
        }
    }

    /// A primary that changes is silent for a moment, so the first taking over that meets silence
    /// is tried again at once. Each may have published an origin, and keeps others from their turn.
    private boolean isSilentAgain() {
        long now = System.nanoTime();
        boolean again = now - lastSilence < PEACE_NANOS;
        lastSilence = now;
        return again;
    }

    /// The next taking over comes later; ever later, when this one had begun to open an origin.
    private void later() {
        long now = System.nanoTime();
        long pause = shared.patience().afterFault().toNanos();
        if (opening) {
            faults = now - lastFault > PEACE_NANOS ? 0 : Math.min(faults, MOST_DOUBLINGS);
            pause = Math.min(pause << faults, shared.patience().mostAfterFault().toNanos());
            faults++;
            lastFault = now;
        }
        if (now + pause - nextTry > 0) {
            nextTry = now + pause;
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
        try {
            if (follower.follow() > 0) {
                around.awaited().tellAll();
                news = true;
            }
        } catch (LedgerFault wrong) {
            twoPasts = isCorrupt(wrong);
            throw wrong;
        }
    }

    /// Looks whether it is this node's turn; true when all is well: it is, or another's.
    private boolean takeOver() {
        long now = System.nanoTime();
        // Asking a server that hangs would keep this node from following meanwhile; an origin that
        // is opened while no commit is answered could not be used.
        if (now - nextTry < 0 || database.pulse().isAway() || database.pulse().commitsHang()) {
            return false;
        }
        nextTry = now + TRY_NANOS;
        if (!shared.besidePrimary().getAsBoolean()) {
            if (database.fenced(fenceName)) {
                free = false;
                return true;
            }
            if (!freeLongEnough(now)) {
                return false;
            }
        }
        var _ = heads.read(); // else somebody who reaches the store would find the fence taken
        Optional<Fence> fence = database.fence(fenceName);
        free = false;
        if (fence.isPresent()) {
            begin(fence.get());
        }
        return true;
    }

    /// A node that is not beside the primary lets the one that is come first.
    private boolean freeLongEnough(long now) {
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
            int lowest = agreed.head().map(head -> 1 + head.number()).orElse(1);
            opening = true;
            new CentralStart(fence, series, around, lowest).run();
            Sequencer sequencer = new Sequencer(series, fence, Optional::empty, around);
            sequencer.drain();
            gate.opened();
            sequencer.start(_ -> gate.waitNoMore());
            term = Optional.of(new Term(sequencer, gate));
            begun = true;
            opening = false;
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

    /// A term that was lost to another is no fault; one that ended by a fault of its rows or of
    /// this program may do so again.
    private void watch(Term now) {
        Optional<RuntimeException> fault = now.sequencer().fault();
        Optional<Trouble> silent =
                now.gate()
                        .silence()
                        .filter(one -> one.age().compareTo(shared.patience().silence()) > 0);
        if (fault.isPresent()) {
            String words = String.valueOf(fault.get().getMessage());
            end(now, words);
            opening = !lost(fault.get());
            if (opening) {
                later();
                say(words);
            }
        } else if (silent.isPresent()) {
            end(now, silent.get().words());
            trouble = silent;
            nextTry = System.nanoTime() + shared.patience().aside().toNanos();
        }
    }

    private void end(Term ended, String why) {
        LOG.warn("this node sequences no more: {}", why);
        term = Optional.empty();
        ended.gate().waitNoMore();
        ended.sequencer().close();
    }

    private static boolean isCorrupt(LedgerFault fault) {
        return fault.code() == LedgerFault.Code.CORRUPT;
    }

    private static boolean lost(RuntimeException fault) {
        return fault instanceof LedgerFault told && told.code() == LedgerFault.Code.STOPPED;
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
