// SPDX-License-Identifier: Apache-2.0
package org.holdfast.shield;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class CrewTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void refusesWhatItsHandsAndItsQueueCannotTake() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor();
                Crew crew = new Crew("test", 1, 1, LONG)) {
            Future<Optional<String>> first =
                    callers.submit(() -> crew.tryDo(() -> held(begun, go)));
            begun.await();
            Future<Optional<String>> one = callers.submit(() -> crew.tryDo(() -> "next"));
            Future<Optional<String>> two = callers.submit(() -> crew.tryDo(() -> "next"));
            // one of them waits in the queue, so the other is refused, whichever comes first
            while (!one.isDone() && !two.isDone()) {
                Thread.onSpinWait();
            }
            go.countDown();
            assertThat(first.get()).contains("first");
            assertThat(List.of(one.get(), two.get()))
                    .containsExactlyInAnyOrder(Optional.of("next"), Optional.empty());
        }
    }

    private static String held(CountDownLatch begun, CountDownLatch go) {
        begun.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "first";
    }

    @Test
    void takesLackOfMemoryForARefusalAndNeverForAnAnswer() {
        try (Crew crew = new Crew("test", 1, 1, LONG)) {
            assertThat(
                            crew.tryDo(() -> {
                                throw new OutOfMemoryError("test");
                            }))
                    .isEmpty();
            assertThatThrownBy(() ->
                            crew.tryDo(() -> {
                                throw new IllegalStateException("test");
                            }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(crew.tryDo(() -> "still there")).contains("still there");
        }
    }

    @Test
    void givesUpOnWorkThatTakesTooLong() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        try (Crew crew = new Crew("test", 1, 1, Duration.ofMillis(1))) {
            assertThat(crew.tryDo(() -> held(begun, never))).isEmpty();
        }
    }
}
