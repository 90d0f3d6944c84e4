// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.holdfast.journal.Hash;
import org.holdfast.keys.SealKeyId;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.NodeJournal;

/// The work of this site: looks at its papers, has them stamped, signs them again. One step at a
/// time, each of a bounded length; whatever step a process ends in, the next process derives from
/// the journals where it was. Its state is read by others through [#states].
final class RenewalWork implements AutoCloseable {
    private static final int LOOKED_AT = 2_000;

    /// Papers that are signed at once: their entries share one force of the disk.
    private static final int AT_ONCE = 4;

    private static final int BATCH = 16;
    private static final int MOST_WANTED = 1_000;
    private static final Duration UNREADABLE_AGAIN = Duration.ofMinutes(1);
    private static final Duration YIELD = Duration.ofMillis(50);

    private final NodeJournal journal;
    private final RenewalBook book;
    private final RenewalWriter writer;
    private final Signings signings;
    private final StampedHashes stamped;
    private final Resigner resigner;
    private final Preservation.Below below;
    private final PreservationSettings settings;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Pace pace = new Pace();
    private final ExecutorService hands;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<Hash> wanted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger wantedCount = new AtomicInteger();
    private volatile Map<String, State> states = Map.of();
    private Optional<Scan> scan = Optional.empty();
    private Instant triedAgain = Instant.EPOCH;

    RenewalWork(
            Preservation.Below below,
            RenewalBook book,
            RenewalWriter writer,
            Kept kept,
            PreservationSettings settings,
            Clocks clocks) {
        this.below = below;
        this.journal = below.ledger().node();
        this.book = book;
        this.writer = writer;
        this.signings = kept.signings();
        this.stamped = kept.stamped();
        this.resigner = kept.resigner();
        this.settings = settings;
        this.clock = clocks.clock();
        this.nanos = clocks.nanos();
        this.hands =
                Executors.newFixedThreadPool(
                        AT_ONCE, Thread.ofPlatform().name("renewal-", 0).daemon().factory());
    }

    /// What is known of papers.
    record Kept(Signings signings, StampedHashes stamped, Resigner resigner) {}

    /// The time, and how long something took.
    record Clocks(InstantSource clock, LongSupplier nanos) {}

    /// Where one renewal is here.
    ///
    /// @param waiting by service
    /// @param lacking how many have no stamp yet
    record State(
            boolean counted,
            Map<String, Integer> waiting,
            int lacking,
            Map<String, Long> erased,
            long unreadableCount,
            List<RenewalProgress.Unreadable> unreadable,
            Optional<RenewalProgress.Estimate> ends) {}

    Map<String, State> states() {
        return states;
    }

    /// Has a paper signed before its turn; forgotten when too many ask.
    void want(Hash leaf) {
        if (wantedCount.get() < MOST_WANTED) {
            wantedCount.incrementAndGet();
            wanted.add(leaf);
        }
    }

    /// Works for about so long.
    ///
    /// @throws LedgerFault with `STOPPED` when the journal takes nothing
    void step(Duration atMost) {
        Map<SealKeyId, String> weak = book.keysOf(below.site());
        if (weak.isEmpty()) {
            return;
        }
        if (scan.isEmpty() || !scan.get().weak().equals(weak)) {
            scan = Optional.of(new Scan(journal, signings, stamped, weak, below.order()));
        }
        Scan papers = scan.get();
        long end = nanos.getAsLong() + atMost.toNanos();
        boolean more = true;
        while (more && stopping.getCount() > 0 && nanos.getAsLong() - end < 0) {
            more = once(papers);
        }
        publish(papers);
    }

    /// @return whether there is more to do
    private boolean once(Scan papers) {
        if (!papers.next(LOOKED_AT)) {
            return true;
        }
        for (Map.Entry<String, Backlog> one : papers.backlogs().entrySet()) {
            if (stamp(one.getKey(), one.getValue())) {
                return true;
            }
        }
        for (Map.Entry<String, Backlog> one : papers.backlogs().entrySet()) {
            if (one.getValue().lacking() == 0 && resign(papers, one.getValue())) {
                return true;
            }
        }
        if (papers.unreadableCount() > 0
                && clock.instant().isAfter(triedAgain.plus(UNREADABLE_AGAIN))) {
            triedAgain = clock.instant();
            papers.again();
        }
        return false;
    }

    /// Stamps a tree of papers that have none; the entry is on disk when it returns.
    private boolean stamp(String renewal, Backlog backlog) {
        Optional<Backlog.Unstamped> some = backlog.unstamped(settings.mostLeaves());
        if (some.isEmpty()) {
            return false;
        }
        byte[] sorted = HashTree.sorted(some.get().hashes());
        byte[] root = HashTree.of(sorted).root();
        Optional<byte[]> token = below.stamps().token(root);
        if (token.isEmpty()) {
            return false; // no time to be sure of: tried again at the next step
        }
        RenewalEntries.Stamp said =
                new RenewalEntries.Stamp(
                        renewal,
                        below.site(),
                        Hash.of(root),
                        sorted.length / HashTree.LENGTH,
                        some.get().services(),
                        Base64.getEncoder().encodeToString(token.get()));
        var _ =
                writer.once(
                        RenewalEntries.STAMP,
                        writer.handle("archivestamp", renewal + " " + said.root().hex()),
                        said.content(),
                        List.of(sorted));
        backlog.stamped(some.get());
        book.look();
        return true;
    }

    private boolean resign(Scan papers, Backlog backlog) {
        long began = nanos.getAsLong();
        early(papers, backlog);
        List<Backlog.Waiting> batch = backlog.take(BATCH);
        if (batch.isEmpty()) {
            return false;
        }
        Map<Backlog.Waiting, Future<Resigner.Outcome>> all = new LinkedHashMap<>();
        batch.forEach(one ->
                all.put(one, hands.submit(() -> resigner.resign(one.leaf(), papers.weak()))));
        List<Backlog.Waiting> back = new ArrayList<>();
        Optional<RuntimeException> failed = Optional.empty();
        int done = 0;
        for (Map.Entry<Backlog.Waiting, Future<Resigner.Outcome>> one : all.entrySet()) {
            try {
                done += take(papers, backlog, one.getKey(), one.getValue().get());
            } catch (ExecutionException fault) {
                back.add(one.getKey());
                failed = Optional.of(new IllegalStateException("a paper waits", fault.getCause()));
            } catch (InterruptedException e) {
                back.add(one.getKey());
                Thread.currentThread().interrupt();
            }
        }
        // Stamped before, as everything was when the batch was taken.
        back.forEach(one -> backlog.add(one, new byte[HashTree.LENGTH], true));
        book.look();
        rest(nanos.getAsLong() - began);
        pace.worked(done, Duration.ofNanos(nanos.getAsLong() - began));
        failed.ifPresent(fault -> {
            throw fault;
        });
        return true;
    }

    private int take(Scan papers, Backlog backlog, Backlog.Waiting paper, Resigner.Outcome what) {
        return switch (what) {
            case Resigner.Outcome.Done(_) -> 1;
            case Resigner.Outcome.Good() -> 0;
            case Resigner.Outcome.Erased() -> {
                backlog.erased(paper.service());
                yield 0;
            }
            case Resigner.Outcome.Unreadable(String reason) -> {
                journal.byLeaf(paper.leaf()).ifPresent(entry -> papers.unreadable(entry, reason));
                yield 0;
            }
        };
    }

    /// Those that somebody asks for.
    private void early(Scan papers, Backlog backlog) {
        if (papers.backlogs().values().stream().anyMatch(one -> one.lacking() > 0)) {
            return; // first the stamps, of whatever renewal a paper is
        }
        for (int i = 0; i < BATCH && !wanted.isEmpty(); i++) {
            Hash leaf = wanted.remove();
            wantedCount.decrementAndGet();
            if (resigner.resign(leaf, papers.weak())
                    instanceof Resigner.Outcome.Done(String service)) {
                backlog.early(new Backlog.Waiting(service, leaf));
            }
        }
    }

    /// Lets others work: so long that this one has had no more than its share, and longer while
    /// people wait at the door.
    private void rest(long worked) {
        pause(Duration.ofNanos((long) (worked * (1 / settings.share() - 1))));
        int turns = 0;
        while (below.limiter().load().waiting() > 0 && turns < settings.mostYields()) {
            pause(YIELD);
            turns++;
        }
    }

    private void pause(Duration time) {
        try {
            var _ = stopping.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(Scan papers) {
        Map<String, State> all = new LinkedHashMap<>();
        long left = papers.backlogs().values().stream().mapToLong(Backlog::size).sum();
        papers.backlogs()
                .forEach((renewal, backlog) ->
                        all.put(
                                renewal,
                                new State(
                                        papers.isLevel(),
                                        backlog.waiting(),
                                        backlog.lacking(),
                                        backlog.erased(),
                                        papers.unreadableCount(),
                                        papers.unreadable(),
                                        papers.isLevel()
                                                ? pace.estimate(left, clock.instant())
                                                : Optional.empty())));
        states = Map.copyOf(all);
    }

    @Override
    public void close() {
        stopping.countDown();
        hands.shutdown();
    }
}
