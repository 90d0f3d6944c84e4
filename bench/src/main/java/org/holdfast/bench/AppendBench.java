// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.journal.Hash;

/// Business transactions through the ledger: one UPDATE of an account and one entry of the central
/// journal, acknowledged when the commit returned.
final class AppendBench {
    /// Asking for each seal would measure the asking.
    private static final int ASK_EVERY = 16;

    private final JournalStand stand;
    private final int payload;
    private final Latencies commits = new Latencies();
    private final Latencies seals = new Latencies();
    private final SplittableRandom chance;

    /// @param payload bytes of one stored payload
    AppendBench(JournalStand stand, int payload, long seed) {
        this.stand = stand;
        this.payload = payload;
        this.chance = new SplittableRandom(seed);
    }

    /// How many were acknowledged in a second by so many clients.
    double perSecond(int clients, Duration time) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        long begun = System.nanoTime();
        Thread[] threads = new Thread[clients];
        for (int i = 0; i < clients; i++) {
            SplittableRandom own = chance.split();
            threads[i] = Thread.ofPlatform().start(() -> client(own, begun + time.toNanos(), done));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return done.get() / ((System.nanoTime() - begun) / 1e9);
    }

    private void client(SplittableRandom chance, long untilNanos, AtomicLong done) {
        for (int n = 0; System.nanoTime() < untilNanos; n++) {
            long begun = System.nanoTime();
            Hash leaf = append(chance);
            long end = System.nanoTime();
            commits.add(end - begun);
            done.incrementAndGet();
            if (n % ASK_EVERY == 0) {
                var _ =
                        stand.ledger()
                                .central()
                                .sealed(leaf)
                                .thenRun(() -> seals.add(System.nanoTime() - end));
            }
        }
    }

    private Hash append(SplittableRandom chance) {
        return stand.database()
                .inTransaction(tx -> {
                    tx.jdbc()
                            .sql("update bench.account set balance = balance + ?" + " where id = ?")
                            .params(
                                    chance.nextInt(-5_000, 5_000),
                                    1 + chance.nextInt(JournalStand.ACCOUNTS))
                            .update();
                    return stand.ledger().central().append(tx, stand.draft(chance, payload));
                });
    }

    /// Waits until everything acknowledged is sealed, at most for a minute.
    void settle() {
        Hash last = append(chance);
        stand.ledger().central().sealed(last).join();
    }

    /// From the begin of a transaction to its acknowledgement.
    LatencySummary commits() {
        return commits.summary();
    }

    /// From the acknowledgement to the signed checkpoint, of every sixteenth.
    LatencySummary seals() {
        return seals.summary();
    }
}
