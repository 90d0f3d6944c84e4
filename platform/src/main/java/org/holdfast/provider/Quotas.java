// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts what each service gets a minute at this site, and each person; only what the service
/// itself, or a person who is in, has asked for counts, so that no stranger uses a service's share
/// up, and no person more than a little of it. Thread-safe.
final class Quotas {
    private static final long MINUTE_SECONDS = 60;

    /// More logins than anybody makes by hand.
    private static final int MOST_OF_A_PERSON = 20;

    private final InstantSource clock;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();
    private volatile long swept;

    Quotas(InstantSource clock) {
        this.clock = clock;
    }

    private record Window(long minute, int count) {}

    /// Takes one of a service's share of this minute.
    ///
    /// @return false when there is none left
    boolean take(Service service) {
        return take(service.id(), service.quota());
    }

    /// The same of a person's.
    boolean take(String account) {
        return take("account " + account, MOST_OF_A_PERSON);
    }

    private boolean take(String whose, int most) {
        long minute = Math.floorDiv(clock.instant().getEpochSecond(), MINUTE_SECONDS);
        if (minute != swept) {
            swept = minute;
            windows.values().removeIf(one -> one.minute() != minute);
        }
        Window now =
                windows.compute(
                        whose,
                        (_, known) ->
                                known == null || known.minute() != minute
                                        ? new Window(minute, 1)
                                        : new Window(
                                                minute, Math.min(known.count() + 1, most + 1)));
        return now.count() <= most;
    }
}
