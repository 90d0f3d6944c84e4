// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A figure that takes long to count, counted anew at most every ten seconds however often a page
/// asks for it. Thread-safe.
final class SlowFigure implements LongSupplier {
    private static final Duration LASTS = Duration.ofSeconds(10);

    private final LongSupplier count;
    private final InstantSource clock;
    private Optional<Counted> counted = Optional.empty();

    private record Counted(long value, Instant at) {}

    SlowFigure(LongSupplier count, InstantSource clock) {
        this.count = count;
        this.clock = clock;
    }

    @Override
    public synchronized long getAsLong() {
        Instant now = clock.instant();
        if (counted.isEmpty() || counted.get().at().plus(LASTS).isBefore(now)) {
            counted = Optional.of(new Counted(count.getAsLong(), now));
        }
        return counted.get().value();
    }
}
