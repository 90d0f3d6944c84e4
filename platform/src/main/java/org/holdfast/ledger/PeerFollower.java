// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.keys.KeysFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the node journals of the other sites, in a thread of its own.
final class PeerFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerFollower.class);
    private static final long LOOK_MILLIS = 200;
    private static final long JOIN_MILLIS = 10_000;

    private final List<PeerJournal> journals;
    private final Semaphore ends = new Semaphore(0);
    private final Thread thread;

    PeerFollower(List<PeerJournal> journals) {
        this.journals = List.copyOf(journals);
        this.thread = Thread.ofPlatform().daemon().name("peer-journals").unstarted(this::run);
    }

    /// The journals of the other sites, in the order of their letters.
    static List<PeerJournal> journals(
            LedgerSettings.Shared shared, Surroundings around, Series.ErasedBy erasedBy) {
        return new TreeMap<>(shared.copies())
                .entrySet().stream()
                        .map(one ->
                                new PeerJournal(
                                        "node" + one.getKey(), one.getValue(), around, erasedBy))
                        .toList();
    }

    /// Everything that is there is known when this returns.
    void start() {
        look();
        thread.start();
    }

    private void run() {
        try {
            while (!ends.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /// An outer edge: a copy that cannot be read now is read at the next look.
    private void look() {
        for (PeerJournal one : journals) {
            try {
                one.follow();
            } catch (JournalFault
                    | JournalRefusal
                    | KeysFault
                    | UncheckedIOException
                    | IllegalArgumentException fault) {
                LOG.warn("a copy could not be read: {}", fault.getMessage());
            }
        }
    }

    @Override
    public void close() {
        ends.release();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
