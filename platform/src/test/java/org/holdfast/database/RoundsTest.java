// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RoundsTest {
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch twice = new CountDownLatch(2);

    private Rounds rounds() {
        return new Rounds(
                "rounds-test",
                () -> {
                    made.incrementAndGet();
                    twice.countDown();
                    return Duration.ofMillis(1);
                });
    }

    @Test
    void makesRoundsUntilItIsClosed() throws InterruptedException {
        try (Rounds rounds = rounds()) {
            rounds.start();
            assertThat(twice.await(60, TimeUnit.SECONDS)).isTrue();
        }
        int then = made.get();
        Thread.sleep(20);
        assertThat(made).hasValue(then);
    }

    @Test
    void closesWithoutAWordWhenItWasNeverStarted() {
        rounds().close();
        assertThat(made).hasValue(0);
    }
}
