// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// One transaction whose caller waits only so long. Whoever is first decides: the caller who goes
/// before the commit began takes the commit away; a commit that has begun is never disturbed, and
/// its outcome is unknown to the caller who goes then. One use.
final class TimedWork<T> {
    private enum Step {
        WORKING,
        COMMITTING,
        LEFT
    }

    private final Duration atMost;
    private final AtomicReference<Step> step = new AtomicReference<>(Step.WORKING);
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    TimedWork(Duration atMost) {
        this.atMost = atMost;
    }

    T run(Function<BooleanSupplier, T> transaction) {
        Thread.ofVirtual().name("change").start(() -> work(transaction));
        try {
            return answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw left(late);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw left(told);
        } catch (ExecutionException failed) {
            throw thrown(failed);
        }
    }

    /// An outer edge: whatever the work throws is the caller's.
    private void work(Function<BooleanSupplier, T> transaction) {
        try {
            answer.complete(transaction.apply(this::mayCommit));
        } catch (RuntimeException | Error thrown) {
            answer.completeExceptionally(thrown);
        }
    }

    private boolean mayCommit() {
        return step.compareAndSet(Step.WORKING, Step.COMMITTING);
    }

    private DatabaseFault left(Exception why) {
        if (step.compareAndSet(Step.WORKING, Step.LEFT)) {
            return Pulse.silent("no answer to a change in " + atMost, why);
        }
        return new DatabaseFault(
                DatabaseFault.Code.COMMIT_UNKNOWN, "no answer to commit in " + atMost, why);
    }

    private static RuntimeException thrown(ExecutionException failed) {
        if (failed.getCause() instanceof Error error) {
            throw error;
        }
        return failed.getCause() instanceof RuntimeException fault
                ? fault
                : new IllegalStateException("a change failed", failed);
    }
}
