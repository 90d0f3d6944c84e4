// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How old a status may be, for what. Each bound is the first age that is too old.
///
/// @param full younger is [Tier#FULL]
/// @param marked younger is [Tier#MARKED]
/// @param counter younger is [Tier#COUNTER]; older, unknown, or not yet come: [Tier#BREAK_GLASS]
public record Tiers(Duration full, Duration marked, Duration counter) {
    /// As decision 25 proposes.
    public static final Tiers STANDARD =
            new Tiers(Duration.ofHours(1), Duration.ofHours(4), Duration.ofHours(24));

    /// Clocks of authorities may be ahead by so much; a status is then as of now.
    public static final Duration SKEW = Duration.ofSeconds(5);

    /// @throws ValidationFault unless each bound is longer than the one before
    public Tiers {
        if (!full.isPositive() || marked.compareTo(full) <= 0 || counter.compareTo(marked) <= 0) {
            throw new ValidationFault("tiers must grow: " + full + ", " + marked + ", " + counter);
        }
    }

    /// The tier of a status as of then; empty is unknown.
    public Tier of(Optional<Instant> asOf, Instant now) {
        Optional<Duration> age = age(asOf, now);
        if (age.isEmpty() || age.get().compareTo(counter) >= 0) {
            return Tier.BREAK_GLASS;
        }
        if (age.get().compareTo(full) < 0) {
            return Tier.FULL;
        }
        return age.get().compareTo(marked) < 0 ? Tier.MARKED : Tier.COUNTER;
    }

    /// Empty for a status of the future.
    static Optional<Duration> age(Optional<Instant> asOf, Instant now) {
        return asOf.filter(then -> !then.isAfter(now.plus(SKEW)))
                .map(then -> Duration.between(then, now))
                .map(age -> age.isNegative() ? Duration.ZERO : age);
    }
}
