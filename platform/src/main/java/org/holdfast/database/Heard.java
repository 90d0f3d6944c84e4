// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A moment at which the database was heard, and how long ago that is.
///
/// The age is the longer of what the clock and what this process's own time say: a clock that is
/// set forward makes it older, one that is set back makes nothing younger.
///
/// @param at by the clock of that moment
/// @param nanos of this process, when it was heard or remembered
/// @param before its age at `nanos`
public record Heard(Instant at, long nanos, Duration before) {
    /// The age of what nobody can tell the age of.
    public static final Duration NOBODY_KNOWS = Duration.ofDays(36_500);

    /// At this moment; to be made before the database is asked.
    public static Heard now(InstantSource clock) {
        return new Heard(clock.instant(), System.nanoTime(), Duration.ZERO);
    }

    /// What an earlier process has kept. Nobody knows the age of something that lies ahead.
    public static Heard kept(Instant at, InstantSource clock) {
        Duration byClock = Duration.between(at, clock.instant());
        return new Heard(at, System.nanoTime(), byClock.isNegative() ? NOBODY_KNOWS : byClock);
    }

    /// How long ago it was.
    public Duration age(InstantSource clock) {
        Duration byClock = Duration.between(at, clock.instant());
        Duration byProcess = before.plusNanos(System.nanoTime() - nanos);
        return byClock.compareTo(byProcess) > 0 ? byClock : byProcess;
    }
}
