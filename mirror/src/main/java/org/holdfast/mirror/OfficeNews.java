// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// When a mirror that has all that its office has should look again: as soon as the office says
/// that there is something new, and every two seconds all the same. An office that cannot be waited
/// at is looked at without waiting. For one thread.
final class OfficeNews {
    private static final Duration ALL_THE_SAME = Duration.ofSeconds(2);

    private final OfficeRoutes office;
    private final InstantSource clock;
    private Optional<String> seen = Optional.empty();
    private boolean level;
    private long lookAt;
    private Instant asked = Instant.EPOCH;

    /// The last moment at which the mirror had everything; read by others.
    private volatile Optional<Instant> whole = Optional.empty();

    OfficeNews(OfficeRoutes office, InstantSource clock) {
        this.office = office;
        this.clock = clock;
    }

    /// Whether to look now; waits at the office for a second at most.
    boolean isLookDue() throws IOException {
        asked = clock.instant();
        if (level && System.nanoTime() - lookAt < 0) {
            Optional<String> before = seen;
            // Before the look, so that what comes meanwhile is news again.
            seen = office.state(before);
            level = seen.isPresent() && seen.equals(before);
            told();
        } else {
            level = false;
        }
        return !level; // and until a look has ended well
    }

    /// @param all whether the mirror has handed in all that the office has listed
    void looked(boolean all) {
        level = all;
        lookAt = System.nanoTime() + ALL_THE_SAME.toNanos();
        told();
    }

    /// Whatever came while the office was asked was not there when that began.
    private void told() {
        if (level) {
            whole = Optional.of(asked);
        }
    }

    /// When the mirror last had everything that the office had; nothing before the first time.
    /// Thread-safe.
    Optional<Instant> whole() {
        return whole;
    }
}
