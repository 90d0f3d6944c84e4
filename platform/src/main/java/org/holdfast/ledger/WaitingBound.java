// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.database.Tx;

/// Keeps the table of entries without an index bounded: while nobody sequences (etcd or the
/// standbys are away) changes go on being committed, and beyond this bound they are refused
/// instead. Looked at once a second at most, in a caller's own transaction. Thread-safe.
final class WaitingBound {
    private static final long EVERY_NANOS = 1_000_000_000L;
    private static final long PAUSE_MILLIS = 200;
    private static final int MOST_PAUSES = 1_500;

    private final int most;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean full;
    private volatile long next = System.nanoTime();

    /// @param most entries that may wait
    WaitingBound(int most) {
        this.most = most;
    }

    /// @throws LedgerFault with `BUSY` while more wait than may
    void requireRoom(Tx tx) {
        if (isFull(tx)) {
            throw new LedgerFault(
                    LedgerFault.Code.BUSY,
                    "more than %d entries of the central journal wait for their index"
                            .formatted(most));
        }
    }

    /// For bulk loads, which wait up to five minutes for room.
    void awaitRoom(Tx tx) {
        for (int i = 0; i < MOST_PAUSES && isFull(tx); i++) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new LedgerFault(
                        LedgerFault.Code.STOPPED, "stopped while room was waited for", stop);
            }
        }
        requireRoom(tx);
    }

    private boolean isFull(Tx tx) {
        long now = System.nanoTime();
        if (now - next >= 0 && looking.compareAndSet(false, true)) {
            try {
                full = SqlRows.moreWaitThan(tx, most);
                next = now + EVERY_NANOS;
            } finally {
                looking.set(false);
            }
        }
        return full;
    }
}
