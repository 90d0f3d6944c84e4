// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.JournalCounts;
import org.holdfast.ledger.NodeJournal;

/// What a journal takes of the disk: files of the node journal, tiles and bundles included, beside
/// the bytes that were given to it.
final class BytesBench {
    private static final int CLIENTS = 32;

    /// Above this a payload is an attachment, as the PDF of a paper is.
    private static final int MOST_CONTENT = 4_096;

    private static final int CONTENT_BESIDE_ATTACHMENT = 224;

    private final JournalStand stand;
    private final SplittableRandom chance;

    BytesBench(JournalStand stand, long seed) {
        this.stand = stand;
        this.chance = new SplittableRandom(seed);
    }

    /// Bytes of one entry.
    ///
    /// @param payload given
    /// @param disk taken
    record PerEntry(double payload, double disk) {}

    PerEntry measure(int payload, int entries) throws InterruptedException {
        long before = bytes();
        AtomicLong left = new AtomicLong(entries);
        AtomicLong given = new AtomicLong();
        Thread[] threads = new Thread[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            SplittableRandom own = chance.split();
            threads[i] =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (left.getAndDecrement() > 0) {
                                    given.addAndGet(append(own, payload));
                                }
                            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new PerEntry((double) given.get() / entries, (double) (bytes() - before) / entries);
    }

    private long append(SplittableRandom chance, int payload) {
        NodeJournal journal = stand.ledger().node();
        if (payload <= MOST_CONTENT) {
            EntryDraft draft = stand.paper(chance, payload);
            journal.append(draft, List.of());
            return JournalStand.given(draft);
        }
        EntryDraft draft = stand.paper(chance, CONTENT_BESIDE_ATTACHMENT);
        int given = JournalStand.given(draft);
        byte[] attachment = new byte[payload - given];
        chance.nextBytes(attachment);
        journal.append(draft, List.of(attachment));
        return payload;
    }

    /// Once everything is under a checkpoint, when partial tiles and bundles have gone.
    private long bytes() throws InterruptedException {
        while (true) {
            JournalCounts counts = stand.ledger().counts().getLast();
            if (counts.unsealed() == 0) {
                Thread.sleep(200);
                return stand.ledger().counts().getLast().bytes();
            }
            Thread.sleep(50);
        }
    }
}
