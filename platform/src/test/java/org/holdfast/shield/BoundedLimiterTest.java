// SPDX-License-Identifier: Apache-2.0
package org.holdfast.shield;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.testing.Waiting.until;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedLimiterTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void refusesAtOnceWhatIsOverCapacityAndQueue() {
        BoundedLimiter limiter = new BoundedLimiter(2, 0, LONG);
        Limiter.Ticket first = limiter.tryEnter().orElseThrow();
        assertThat(limiter.tryEnter()).isPresent();
        assertThat(limiter.tryEnter()).isEmpty();

        first.close();
        assertThat(limiter.tryEnter()).isPresent();
        assertThat(limiter.load()).isEqualTo(new Limiter.Load(2, 0, 2, 3, 1));
    }

    @Test
    void letsOneWhoWaitsInWhenAnotherLeaves() throws Exception {
        BoundedLimiter limiter = new BoundedLimiter(1, 1, LONG);
        Limiter.Ticket inside = limiter.tryEnter().orElseThrow();
        CompletableFuture<Optional<Limiter.Ticket>> waiting =
                CompletableFuture.supplyAsync(limiter::tryEnter);
        until(() -> limiter.load().waiting() == 1);
        assertThat(limiter.tryEnter()).as("the queue is full").isEmpty();

        inside.close();
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isPresent();
    }

    @Test
    void refusesOneWhoWaitedTooLong() {
        BoundedLimiter limiter = new BoundedLimiter(1, 1, Duration.ZERO);
        assertThat(limiter.tryEnter()).isPresent();
        assertThat(limiter.tryEnter()).isEmpty();
        assertThat(limiter.load().waiting()).isZero();
    }

    @Test
    void givesBackOnePlaceHoweverOftenATicketIsClosed() {
        BoundedLimiter limiter = new BoundedLimiter(1, 0, LONG);
        Limiter.Ticket ticket = limiter.tryEnter().orElseThrow();
        ticket.close();
        ticket.close();

        assertThat(limiter.tryEnter()).isPresent();
        assertThat(limiter.tryEnter()).isEmpty();
    }

    @Test
    void neverHasMoreInsideThanItsCapacity() throws Exception {
        BoundedLimiter limiter = new BoundedLimiter(4, 8, LONG);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2_000; i++) {
                people.submit(() ->
                        limiter.tryEnter()
                                .ifPresent(ticket -> {
                                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                    Thread.yield();
                                    inside.decrementAndGet();
                                    ticket.close();
                                }));
            }
        }

        assertThat(most.get()).isBetween(1, 4);
        assertThat(limiter.load().inside()).isZero();
        assertThat(limiter.load().admitted() + limiter.load().refused()).isEqualTo(2_000);
    }

    @Test
    void refusesSettingsThatLetNobodyIn() {
        assertThatThrownBy(() -> new BoundedLimiter(0, 1, LONG))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
