// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A daemon thread that is begun again when it has ended, as by an error that it did not catch; not
/// sooner than a second after its last begin. Not thread-safe: one thread keeps it.
final class KeptThread {
    private static final long SHORTEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final Runnable work;
    private final Consumer<String> say;
    private volatile Thread thread = new Thread();
    private boolean begun;
    private long begunNanos;

    KeptThread(String name, Runnable work, Consumer<String> say) {
        this.name = name;
        this.work = work;
        this.say = say;
    }

    /// Begins it, or begins it again. Called often.
    void keep() {
        if (thread.isAlive() || (begun && System.nanoTime() - begunNanos < SHORTEST_NANOS)) {
            return;
        }
        if (begun) {
            say.accept("the thread " + name + " had ended, and is begun again");
        }
        begun = true;
        begunNanos = System.nanoTime();
        thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    private void run() {
        try {
            work.run();
        } catch (RuntimeException | Error thrown) {
            // no memory, no threads, no descriptors: a moment later there may be some
            say.accept("the thread " + name + " ends by " + thrown);
        }
    }

    /// Waits until it has ended, which its work must have been told to.
    void await(long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
