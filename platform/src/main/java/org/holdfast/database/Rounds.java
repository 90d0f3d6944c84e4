// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A daemon thread that does one round after another until it is closed: how modules follow a
/// journal or a database.
public final class Rounds implements AutoCloseable {
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(10);

    private final Supplier<Duration> round;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    /// @param name of the thread
    /// @param round does one round and says how long to pause before the next; must not throw
    public Rounds(String name, Supplier<Duration> round) {
        this.round = round;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /// Rounds that do the same work again and again. What fails is done again in the next one, and
    /// said once as long as it fails in the same way: an outer edge.
    ///
    /// @param pause between two rounds
    public static Rounds of(String name, Duration pause, Runnable work) {
        return new Rounds(name, new Steady(name, pause, work)::once);
    }

    private static final class Steady {
        private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

        private final String name;
        private final Duration pause;
        private final Runnable work;
        private String lastFault = "";

        Steady(String name, Duration pause, Runnable work) {
            this.name = name;
            this.pause = pause;
            this.work = work;
        }

        Duration once() {
            try {
                work.run();
                lastFault = "";
            } catch (RuntimeException fault) {
                if (!lastFault.equals(String.valueOf(fault))) {
                    LOG.warn("{}: not level now", name, fault);
                }
                lastFault = String.valueOf(fault);
            }
            return pause;
        }
    }

    /// Begins; once.
    public void start() {
        thread.start();
    }

    private void run() {
        boolean stopped = false;
        while (!stopped) {
            Duration pause = round.get();
            try {
                stopped = stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException told) {
                return;
            }
        }
    }

    /// Lets the round that is under way end, for ten seconds at most. One that was never started,
    /// as where a start fails, has nothing to end.
    @Override
    public void close() {
        stop.countDown();
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            thread.join(LONGEST_ROUND);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
