// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Lets nobody wait for a provider that has failed five times one after the other: for ten seconds
/// everybody is refused at once, then one may try, and the others after it when that was good. What
/// somebody at the door can bring about, such as a code that is not taken, is no failure.
/// Thread-safe.
final class Circuit {
    static final int FAILURES = 5;
    static final Duration REST = Duration.ofSeconds(10);

    private final InstantSource clock;

    @GuardedBy("this")
    private int failures;

    /// When the first of the failures was that opened it.
    @GuardedBy("this")
    private Optional<Instant> since = Optional.empty();

    /// Until when nobody may try; whoever may moves it.
    @GuardedBy("this")
    private Instant rest = Instant.EPOCH;

    Circuit(InstantSource clock) {
        this.clock = clock;
    }

    /// Whether one may try now. Whoever may says how it went.
    synchronized boolean tryPass() {
        if (since.isEmpty()) {
            return true;
        }
        Instant now = clock.instant();
        // A clock that was set back must not keep it shut.
        boolean over = !now.isBefore(rest) || now.isBefore(rest.minus(REST));
        if (over) {
            rest = now.plus(REST);
        }
        return over;
    }

    synchronized void good() {
        failures = 0;
        since = Optional.empty();
    }

    synchronized void bad() {
        failures++;
        if (failures >= FAILURES) {
            Instant now = clock.instant();
            rest = now.plus(REST);
            since = since.or(() -> Optional.of(now));
        }
    }

    /// Since when it is open; empty while it is not.
    synchronized Optional<Instant> since() {
        return since;
    }
}
