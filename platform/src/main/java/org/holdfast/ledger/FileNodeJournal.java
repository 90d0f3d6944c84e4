// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.journal.Appended;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.FoldedIndex.Place;
import org.jspecify.annotations.Nullable;

/// The node journal in files.
///
/// Callers encrypt and hash in their own threads and queue. One writer takes all that wait and
/// gives them one write and one force; a caller returns when its entry is durable. One sealer
/// brings what is durable under a checkpoint: at once when nothing was sealed for a while, else
/// once per interval. Both run beside each other. Once the disk fails, nothing more is taken:
/// whether the last batch was kept is found out at the next start, and no caller of it was told
/// "yes". [Audits#stopped] says so; the office starts itself again once the disk takes writes.
final class FileNodeJournal implements NodeJournal, AutoCloseable {
    /// Waiting callers; each waits for its entry, so this bounds memory, not throughput.
    private static final int MOST_WAITING = 1_024;

    /// Entries in one write; about 8 MB of papers.
    private static final int MOST_IN_BATCH = 256;

    private static final long JOIN_MILLIS = 30_000;

    private record Ticket(
            Envelope envelope,
            CompletableFuture<Place> durable,
            CompletableFuture<Position> sealed) {}

    private record Unsealed(Place place, long since, CompletableFuture<Position> sealed) {}

    private final Series series;
    private final Surroundings around;
    private final long sealEveryNanos;
    private final Lags lags = new Lags();
    private final BlockingQueue<Ticket> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final ArrayDeque<Unsealed> unsealed = new ArrayDeque<>();
    private final Thread writer;
    private final Thread sealer;
    private volatile boolean closing;
    private volatile @Nullable RuntimeException stopped;

    FileNodeJournal(Series series, Surroundings around, LedgerSettings settings) {
        this.series = series;
        this.around = around;
        this.sealEveryNanos = settings.sealEvery().toNanos();
        this.writer =
                Thread.ofPlatform().daemon().name("node-journal-writer").unstarted(this::write);
        this.sealer =
                Thread.ofPlatform().daemon().name("node-journal-sealer").unstarted(this::seal);
    }

    void start() {
        OwnKeys.take(series, around);
        writer.start();
        sealer.start();
    }

    @Override
    public Promise append(EntryDraft draft, List<byte[]> attachments) {
        series.buried().requireLiving(draft.key());
        Ticket ticket =
                new Ticket(
                        around.envelopes().close(draft, attachments),
                        new CompletableFuture<>(),
                        new CompletableFuture<>());
        requireOpen();
        if (!waiting.offer(ticket)) {
            throw new LedgerFault(
                    LedgerFault.Code.BUSY, MOST_WAITING + " callers wait for the node journal");
        }
        if (stopped != null || closing) {
            // The writer may have gone between the check and the offer: then nobody takes it.
            sweep();
        }
        try {
            ticket.durable().join();
        } catch (CompletionException fault) {
            if (fault.getCause() instanceof LedgerFault told
                    && told.code() == LedgerFault.Code.ERASED) {
                throw BuriedKeys.fault();
            }
            throw new LedgerFault(
                    LedgerFault.Code.STOPPED,
                    "the node journal could not write; ask by operation after the next start",
                    fault);
        }
        return new Promise(ticket.envelope().hash(), around.clock().instant(), ticket.sealed());
    }

    private void requireOpen() {
        if (closing || stopped != null) {
            throw stoppedFault(stopped);
        }
    }

    /// The writer's whole life. An outer edge: whatever goes wrong stops the journal, and no caller
    /// is left waiting.
    private void write() {
        List<Ticket> batch = new ArrayList<>(MOST_IN_BATCH);
        try {
            while (!(closing && waiting.isEmpty()) && stopped == null) {
                batch.clear();
                Ticket first = waiting.poll(50, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, MOST_IN_BATCH - 1);
                    series.buried().write(() -> append(living(batch)));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            stop(fault);
        } catch (Error bug) {
            stop(new IllegalStateException("the writer of the node journal ended", bug));
            throw bug;
        } finally {
            closing = true;
            waiting.drainTo(batch);
            LedgerFault told = stoppedFault(stopped);
            batch.forEach(ticket -> ticket.durable().completeExceptionally(told));
        }
    }

    /// Refuses entries whose key was buried while they waited; the rest of the batch.
    private List<Ticket> living(List<Ticket> batch) {
        List<Ticket> living = new ArrayList<>(batch.size());
        for (Ticket ticket : batch) {
            if (series.buried().holds(ticket.envelope().leaf().key())) {
                ticket.durable().completeExceptionally(BuriedKeys.fault());
            } else {
                living.add(ticket);
            }
        }
        return living;
    }

    private static LedgerFault stoppedFault(@Nullable RuntimeException cause) {
        String message = "the node journal takes no more entries";
        return cause == null
                ? new LedgerFault(LedgerFault.Code.STOPPED, message)
                : new LedgerFault(LedgerFault.Code.STOPPED, message, cause);
    }

    /// Durable first, findable second, acknowledged third: a retry that comes after the answer
    /// finds the entry.
    private void append(List<Ticket> batch) {
        if (batch.isEmpty()) {
            return;
        }
        Chapter chapter = series.current();
        Appended appended =
                chapter.directory()
                        .append(batch.stream().map(ticket -> ticket.envelope().stored()).toList());
        long now = System.nanoTime();
        lags.appended(now, batch.size());
        List<Unsealed> fresh = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Envelope envelope = batch.get(i).envelope();
            Place place = new Place(chapter.number(), appended.first().value() + i);
            series.index().add(place, envelope.leaf(), envelope.hash());
            fresh.add(new Unsealed(place, now, batch.get(i).sealed()));
        }
        lock.lock();
        try {
            unsealed.addAll(fresh);
            work.signal();
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).durable().complete(fresh.get(i).place());
        }
    }

    /// The sealer's whole life; an outer edge as the writer's.
    private void seal() {
        long last = System.nanoTime() - sealEveryNanos;
        try {
            while (awaitWork(last)) {
                last = System.nanoTime();
                series.seal();
                tell();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            stop(fault);
        } catch (Error bug) {
            stop(new IllegalStateException("the sealer of the node journal ended", bug));
            throw bug;
        }
    }

    /// Returns true when there is something to seal and the interval is over; false at the end.
    private boolean awaitWork(long last) throws InterruptedException {
        lock.lock();
        try {
            while (stopped == null) {
                long rest = sealEveryNanos - (System.nanoTime() - last);
                if (!unsealed.isEmpty() && (rest <= 0 || closing)) {
                    return true;
                }
                if (unsealed.isEmpty() && closing && !writer.isAlive()) {
                    return false;
                }
                long pause = unsealed.isEmpty() ? TimeUnit.MILLISECONDS.toNanos(100) : rest;
                work.awaitNanos(pause);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        Chapter chapter = series.current();
        List<Unsealed> done = new ArrayList<>();
        lock.lock();
        try {
            while (!unsealed.isEmpty() && chapter.sealed(unsealed.getFirst().place().index())) {
                done.add(unsealed.removeFirst());
            }
        } finally {
            lock.unlock();
        }
        long now = System.nanoTime();
        for (Unsealed entry : done) {
            lags.sealed(now - entry.since());
            entry.sealed().complete(chapter.position(entry.place().index()).orElseThrow());
        }
    }

    private void stop(RuntimeException fault) {
        LedgerFault told = stoppedFault(fault);
        List<Unsealed> left;
        lock.lock();
        try {
            stopped = told;
            left = List.copyOf(unsealed);
            unsealed.clear();
            work.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(entry -> entry.sealed().completeExceptionally(told));
    }

    private void sweep() {
        List<Ticket> left = new ArrayList<>();
        waiting.drainTo(left);
        LedgerFault told = stoppedFault(stopped);
        left.forEach(ticket -> ticket.durable().completeExceptionally(told));
    }

    @Override
    public Optional<StoredEntry> byOperation(Handle operation) {
        return series.index()
                .byOperation(operation)
                .map(series::entry)
                .filter(entry -> entry.leaf().operation().equals(Optional.of(operation)));
    }

    @Override
    public List<StoredEntry> allByOperation(Handle operation) {
        return byOperation(operation).stream().toList();
    }

    @Override
    public List<StoredEntry> byEntity(Handle entity, String type, int limit) {
        return series.index().byEntity(entity, type, limit).stream().map(series::entry).toList();
    }

    @Override
    public Optional<StoredEntry> byLeaf(Hash leaf) {
        return series.index()
                .byLeaf(leaf)
                .map(series::entry)
                .filter(entry -> entry.leafHash().equals(leaf));
    }

    @Override
    public EntryReader reader(String type) {
        return new TypeReader(List.of(series), type);
    }

    @Override
    public long count(String type) {
        return series.index().count(type);
    }

    @Override
    public Head head() {
        return series.current().head();
    }

    /// The files and the index over them.
    FiledJournal files() {
        return series;
    }

    Lags lags() {
        return lags;
    }

    /// Why it takes nothing more; empty while it does, and after it was closed.
    Optional<Throwable> stopped() {
        return Optional.ofNullable(stopped);
    }

    /// Takes no more, writes and seals what is there, and lets the folder go.
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(JOIN_MILLIS);
            sealer.join(JOIN_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        series.close();
    }
}
