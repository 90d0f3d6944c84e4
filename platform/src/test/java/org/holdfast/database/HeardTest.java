// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// How long ago something was, by two clocks of which either may be wrong.
class HeardTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

    @Test
    void isAsOldAsTheLongerOfTwoClocksSays() {
        Heard heard = Heard.now(now::get);
        assertThat(heard.age(now::get)).isLessThan(Duration.ofMinutes(1));
        now.set(NOON.plus(Duration.ofHours(3)));
        assertThat(heard.age(now::get)).isEqualTo(Duration.ofHours(3));
        Heard longAgo =
                new Heard(NOON, System.nanoTime() - Duration.ofHours(5).toNanos(), Duration.ZERO);
        assertThat(longAgo.age(now::get)).isBetween(Duration.ofHours(5), Duration.ofHours(6));
    }

    @Test
    void aClockSetBackMakesNothingYoungerAndNothingOld() {
        Heard heard = Heard.now(now::get);
        now.set(NOON.minus(Duration.ofHours(2)));
        assertThat(heard.age(now::get)).isBetween(Duration.ZERO, Duration.ofMinutes(1));
        now.set(NOON.plus(Duration.ofHours(2)));
        Heard kept = Heard.kept(NOON, now::get);
        now.set(NOON.minus(Duration.ofHours(2)));
        assertThat(kept.age(now::get)).isBetween(Duration.ofHours(2), Duration.ofHours(3));
    }

    @Test
    void nobodyKnowsTheAgeOfWhatAnEarlierProcessHeardLaterThanNow() {
        Heard kept = Heard.kept(NOON.plus(Duration.ofMinutes(1)), now::get);
        assertThat(kept.age(now::get)).isGreaterThanOrEqualTo(Heard.NOBODY_KNOWS);
    }
}
