// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What the other sites' clocks say, by their cosignatures; each is believed for ten minutes of
/// this process's own time, which no setting of a clock changes. Thread-safe.
final class SiteClocks {
    private static final Duration BELIEVED = Duration.ofMinutes(10);

    private final Map<String, Said> said = new ConcurrentHashMap<>();

    private record Said(Instant time, long nanos) {
        Instant now(long then) {
            return time.plusNanos(then - nanos);
        }
    }

    /// @param time at which a site has cosigned what it had not cosigned before
    /// @param nanos when that came
    void heard(String site, Instant time, long nanos) {
        said.put(site, new Said(time, nanos));
    }

    /// @param own this node's time
    Mirroring.Clock judge(Instant own, Duration apart, long nanos) {
        List<Duration> ahead =
                said.values().stream()
                        .filter(one -> nanos - one.nanos() < BELIEVED.toNanos())
                        .map(one -> Duration.between(own, one.now(nanos)))
                        .toList();
        if (ahead.stream().anyMatch(one -> one.abs().compareTo(apart) <= 0)) {
            return Mirroring.Clock.CONFIRMED;
        }
        boolean oneSided =
                ahead.stream().allMatch(Duration::isNegative)
                        || ahead.stream().noneMatch(Duration::isNegative);
        return ahead.size() >= 2 && oneSided ? Mirroring.Clock.DOUBTED : Mirroring.Clock.UNKNOWN;
    }
}
