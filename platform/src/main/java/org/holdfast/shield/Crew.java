// SPDX-License-Identifier: Apache-2.0
package org.holdfast.shield;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// A few platform threads for work that strangers may order and that takes a processor and memory
/// rather than waiting. What is more than they and a short queue can take is refused, so such work
/// slows down itself and nobody else. Thread-safe.
public final class Crew implements AutoCloseable {
    private final ThreadPoolExecutor threads;
    private final Duration patience;

    /// @param name for the threads
    /// @param hands how many work at once
    /// @param queue how many orders may wait
    /// @param patience how long one waits for its answer, from the order on
    public Crew(String name, int hands, int queue, Duration patience) {
        this.patience = patience;
        this.threads =
                new ThreadPoolExecutor(
                        hands,
                        hands,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(queue),
                        Thread.ofPlatform().daemon().name(name + "-", 1).factory());
    }

    /// The answer of `work`; empty when nobody could do it in time, or when it needed more memory
    /// than there was. What `work` throws otherwise is thrown here.
    public <T> Optional<T> tryDo(Supplier<T> work) {
        Future<T> answer;
        try {
            answer = threads.submit(work::get);
        } catch (RejectedExecutionException full) {
            return Optional.empty();
        }
        try {
            return Optional.of(answer.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException thrown) {
            return given(thrown);
        } catch (TimeoutException late) {
            answer.cancel(true);
            return Optional.empty();
        } catch (InterruptedException leaving) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static <T> Optional<T> given(ExecutionException thrown) {
        return switch (thrown.getCause()) {
            case OutOfMemoryError _ -> Optional.empty();
            case RuntimeException fault -> throw fault;
            case Error fault -> throw fault;
            case null, default -> throw new IllegalStateException(thrown);
        };
    }

    /// Ends without waiting for what is in hand.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
