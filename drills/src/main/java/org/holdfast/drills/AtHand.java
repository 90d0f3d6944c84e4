// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The same work for many things, a few at a time: what waits for a silent node must not be asked
/// one behind the other.
final class AtHand {
    private AtHand() {}

    /// One thing's work; may wait.
    @FunctionalInterface
    interface Work<T> {
        void of(T one) throws InterruptedException;
    }

    /// Returns when all is done; throws what the first of them threw.
    ///
    /// @param atOnce so many at a time
    static <T> void each(Collection<T> all, int atOnce, Work<T> work) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            List<Future<T>> given = new ArrayList<>();
            for (T one : all) {
                given.add(
                        threads.submit(() -> {
                            work.of(one);
                            return one;
                        }));
            }
            for (Future<T> one : given) {
                one.get();
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException("asking failed", failed.getCause());
        }
    }
}
