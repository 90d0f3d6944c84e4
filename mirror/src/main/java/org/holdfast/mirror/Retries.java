// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How long to wait after a look that failed, and what is said of it: a line when the office, or
/// this disk, is lost, another only when the reason is another, and one when it is back. The pause
/// is half a second at first and doubles up to ten seconds. For one thread.
final class Retries {
    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration MOST = Duration.ofSeconds(10);

    private final Consumer<String> say;
    private Optional<Instant> since = Optional.empty();
    private @Nullable String reason;
    private Duration next = FIRST;
    private long before;

    /// @param entries under adopted checkpoints when this mirror starts
    Retries(Consumer<String> say, long entries) {
        this.say = say;
        this.before = entries;
    }

    /// A look failed; how long to wait before the next.
    Duration failed(Instant now, @Nullable String why) {
        if (since.isEmpty()) {
            since = Optional.of(now);
            say.accept("connection lost: " + why + "; trying again, at most 10 s apart");
        } else if (why != null && !why.equals(reason)) {
            say.accept("connection lost still: " + why);
        }
        reason = why;
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(MOST) > 0 ? MOST : doubled;
        return pause;
    }

    /// A look ended well.
    ///
    /// @param entries under adopted checkpoints, over all journals
    void worked(Instant now, long entries) {
        since.ifPresent(lost ->
                say.accept(
                        "connected again after %d s; %d entries were missed and are here now"
                                .formatted(
                                        Duration.between(lost, now).toSeconds(),
                                        Math.max(0, entries - before))));
        since = Optional.empty();
        reason = null;
        next = FIRST;
        before = entries;
    }
}
