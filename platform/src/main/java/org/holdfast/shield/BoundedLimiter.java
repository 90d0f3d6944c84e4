// SPDX-License-Identifier: Apache-2.0
package org.holdfast.shield;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Lets a fixed number in, keeps a short queue for a short time, and refuses the rest at once.
///
/// The queue is bounded twice, by length and by time, because virtual threads bound nothing:
/// without it, everybody would wait inside until nobody is served in time. First come, first
/// served.
public final class BoundedLimiter implements Limiter {
    private final int capacity;
    private final int queue;
    private final Duration patience;
    private final Semaphore room;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder admitted = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /// @param capacity how many may be inside at once
    /// @param queue how many may wait for one of them to leave; 0: nobody
    /// @param patience how long one may wait
    public BoundedLimiter(int capacity, int queue, Duration patience) {
        if (capacity < 1 || queue < 0 || patience.isNegative()) {
            throw new IllegalArgumentException(
                    "expected capacity >= 1, queue >= 0, patience >= 0; found "
                            + capacity
                            + ", "
                            + queue
                            + ", "
                            + patience);
        }
        this.capacity = capacity;
        this.queue = queue;
        this.patience = patience;
        this.room = new Semaphore(capacity, true);
    }

    @Override
    public Optional<Ticket> tryEnter() {
        if (room.tryAcquire() || waited()) {
            admitted.increment();
            return Optional.of(ticket());
        }
        refused.increment();
        return Optional.empty();
    }

    private boolean waited() {
        if (waiting.incrementAndGet() > queue) {
            waiting.decrementAndGet();
            return false;
        }
        try {
            return room.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting.decrementAndGet();
        }
    }

    private Ticket ticket() {
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            // closing twice must not let two others in
            if (open.getAndSet(false)) {
                room.release();
            }
        };
    }

    @Override
    public Load load() {
        return new Load(
                capacity - room.availablePermits(),
                waiting.get(),
                capacity,
                admitted.sum(),
                refused.sum());
    }
}
