// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/// Seeded chance in the words that people-making needs. Not thread-safe.
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /// Chance of one household: independent of every other household of the same seed.
    static Chance of(long seed, String office, long household) {
        long mixed = seed * 0x9E3779B97F4A7C15L ^ ((long) office.hashCode() << 32);
        return new Chance(mixed + household * 0xD1B54A32D192ED03L);
    }

    /// Between `from` and `to`, both included.
    int between(int from, int to) {
        return from >= to ? from : random.nextInt(from, to + 1);
    }

    boolean one(double probability) {
        return random.nextDouble() < probability;
    }

    <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    long below(long bound) {
        return random.nextLong(bound);
    }

    /// Between `from` and `to`, both included; `from` when the span is empty.
    LocalDate day(LocalDate from, LocalDate to) {
        long days = ChronoUnit.DAYS.between(from, to);
        return days <= 0 ? from : from.plusDays(random.nextLong(days + 1));
    }

    UUID id() {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & ~(3L << 62)) | (1L << 63);
        return new UUID(high, low);
    }
}
