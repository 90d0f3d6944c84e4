// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// When a mirror that has all that its office has should look again: as soon as the office says
/// that there is something new, and every two seconds all the same. An office that cannot be waited
/// at is looked at without waiting. For one thread.
final class OfficeNews {
    private static final Duration ALL_THE_SAME = Duration.ofSeconds(2);

    private final OfficeRoutes office;
    private Optional<String> seen = Optional.empty();
    private boolean level;
    private long lookAt;

    OfficeNews(OfficeRoutes office) {
        this.office = office;
    }

    /// Whether to look now; waits at the office for a second at most.
    boolean isLookDue() throws IOException {
        if (level && System.nanoTime() - lookAt < 0) {
            Optional<String> before = seen;
            // Before the look, so that what comes meanwhile is news again.
            seen = office.state(before);
            level = seen.isPresent() && seen.equals(before);
        } else {
            level = false;
        }
        return !level; // and until a look has ended well
    }

    /// @param whole whether the mirror has handed in all that the office has listed
    void looked(boolean whole) {
        level = whole;
        lookAt = System.nanoTime() + ALL_THE_SAME.toNanos();
    }
}
