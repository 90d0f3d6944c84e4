// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Heard;
import org.holdfast.database.Rounds;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.Committed;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.HeadStore;
import org.holdfast.ledger.LedgerFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// Up to when this node verifiably had everything that the database had committed.
///
/// Every second the database is asked what it has committed, and behind that, where the central
/// journal's head is agreed upon, which head that is. Once everything that was committed is under a
/// checkpoint that this node has verified, and its files have all that was agreed upon, they are
/// known to have been whole at the moment of asking. Nothing else counts: neither that the database
/// answers, nor that the files are new. A database that was frozen and goes on says what it had;
/// whoever has taken over meanwhile has moved the agreed head. One thread asks, and another waits
/// for what is agreed; what was heard costs the reading of a volatile. Thread-safe.
final class CommittedWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommittedWatch.class);
    private static final Duration EVERY = Duration.ofMillis(50);
    private static final Duration AT_MOST = Duration.ofSeconds(2);
    private static final Duration ASK_EVERY = Duration.ofSeconds(1);
    private static final Duration AGREED_SOON = Duration.ofMillis(100);

    /// Questions that wait for the files; beyond that only the oldest ones are worth waiting for.
    private static final int MOST_WAITING = 60;

    private final Database database;
    private final CentralJournal journal;
    private final InstantSource clock;
    private final Rounds rounds = new Rounds("committed-watch", this::once);
    private final Deque<Asked> waiting = new ArrayDeque<>();
    private final AtomicBoolean agreeing = new AtomicBoolean();

    /// Oldest first: a node that is always a little behind holds earlier ones.
    private final Deque<Agreed> agreed = new ConcurrentLinkedDeque<>();

    private long nextAsk = System.nanoTime();
    private volatile Optional<Heard> heard = Optional.empty();
    private volatile boolean heardSinceStart;

    /// What the database had committed at that moment or behind it.
    private record Asked(Heard at, Committed committed) {}

    /// What was agreed upon when it was asked for, or later.
    ///
    /// @param nanos of this process, when it was asked for
    /// @param head empty where nobody has to agree
    private record Agreed(long nanos, Optional<Head> head) {}

    CommittedWatch(Database database, CentralJournal journal, InstantSource clock) {
        this.database = database;
        this.journal = journal;
        this.clock = clock;
    }

    /// Asks a first time in the caller's thread, then goes on in its own.
    void start() {
        var _ = once();
        rounds.start();
    }

    /// When this node last had everything; empty when nobody can say.
    Optional<Heard> heard() {
        return heard;
    }

    /// Whether that was so once since the start.
    boolean heardSinceStart() {
        return heardSinceStart;
    }

    /// The database as it is read now, with what is known of this node's files.
    Reading.Source.Primary primary() {
        Optional<Heard> last = heard;
        return new Reading.Source.Primary(
                last.map(Heard::at).orElse(Instant.EPOCH),
                last.map(one -> one.age(clock)).orElse(Heard.NOBODY_KNOWS));
    }

    /// Takes over what an earlier process has heard of these files, until something is heard.
    synchronized void remember(Instant at) {
        if (heard.isEmpty()) {
            heard = Optional.of(Heard.kept(at, clock));
        }
    }

    private synchronized void hear(Heard now) {
        heard = Optional.of(now);
        heardSinceStart = true;
    }

    /// One round; a fault must not end the asking for ever. An outer edge.
    private Duration once() {
        try {
            look();
            if (System.nanoTime() - nextAsk >= 0 && !database.pulse().isAway()) {
                nextAsk = System.nanoTime() + ASK_EVERY.toNanos();
                ask();
                look();
            }
        } catch (DatabaseFault | DataAccessException silent) {
            LOG.debug("the database does not say what it has", silent);
        } catch (LedgerFault stopping) {
            LOG.debug("the files do not say what they have", stopping);
        } catch (RuntimeException bug) {
            LOG.error("what the database has committed is not known", bug);
        }
        return EVERY;
    }

    private void ask() {
        Heard at = Heard.now(clock);
        Committed all =
                database.pulse().ask(AT_MOST, () -> database.inTransaction(journal::committed));
        if (waiting.size() >= MOST_WAITING) {
            // What the newest names may be lost with a database that was put back: ask anew.
            waiting.removeLast();
        }
        waiting.addLast(new Asked(at, all));
        if (agreeing.compareAndSet(false, true)) {
            Thread asking = Thread.ofVirtual().name("agreed-head").start(this::agree);
            try {
                // It takes milliseconds, or is looked at in a later round.
                var _ = asking.join(AGREED_SOON);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Asked behind the database, so that who was told of a change before this node asked finds it
    /// under this head. A store that is silent holds this thread up, and no other.
    private void agree() {
        try {
            long now = System.nanoTime();
            agreed.addLast(new Agreed(now, journal.agreed()));
            if (agreed.size() > MOST_WAITING) {
                agreed.removeFirst();
            }
        } catch (HeadStore.Away silent) {
            LOG.debug("nobody says which head is agreed upon", silent);
        } catch (RuntimeException bug) {
            LOG.error("which head is agreed upon is not known", bug);
        } finally {
            agreeing.set(false);
        }
    }

    /// The newest question that the files answer answers those before it.
    private void look() {
        Optional<Agreed> all = Optional.empty();
        for (Iterator<Agreed> newest = agreed.descendingIterator();
                all.isEmpty() && newest.hasNext(); ) {
            Agreed one = newest.next();
            if (one.head().map(journal::holds).orElse(true)) {
                all = Optional.of(one);
            }
        }
        if (all.isEmpty()) {
            return;
        }
        Iterator<Asked> newestFirst = waiting.descendingIterator();
        Optional<Asked> answered = Optional.empty();
        while (answered.isEmpty() && newestFirst.hasNext()) {
            Asked one = newestFirst.next();
            if (one.at().nanos() - all.get().nanos() <= 0 && journal.isSealed(one.committed())) {
                answered = Optional.of(one);
            }
        }
        if (answered.isPresent()) {
            Asked one = answered.get();
            while (!waiting.removeFirst().equals(one)) {
                // those before it
            }
            hear(one.at());
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
