// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.database.DatabaseFault;
import org.springframework.dao.DataAccessException;

/// What is known of accounts. Fresh for five seconds; when the database does not answer, what was
/// known is used up to a quarter of an hour old, so that people already at work go on working. A
/// close in this process acts at once.
final class AccountMemory {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration LAST_RESORT = Duration.ofMinutes(15);

    private final InstantSource clock;
    private final Map<String, Known> known;

    AccountMemory(InstantSource clock, int most) {
        this.clock = clock;
        this.known = new Bounded(most);
    }

    private record Known(Optional<Principal> principal, Instant at) {}

    private static final class Bounded extends LinkedHashMap<String, Known> {
        private static final long serialVersionUID = 1L;
        private final int most;

        Bounded(int most) {
            super(256, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > most;
        }
    }

    Optional<Principal> find(String id, Function<String, Optional<Principal>> source) {
        Instant now = clock.instant();
        Known before;
        synchronized (known) {
            before = known.get(id);
        }
        if (before != null && before.at().plus(FRESH).isAfter(now)) {
            return before.principal();
        }
        try {
            Optional<Principal> read = source.apply(id);
            synchronized (known) {
                known.put(id, new Known(read, now));
            }
            return read;
        } catch (DataAccessException | DatabaseFault silent) {
            if (before != null && before.at().plus(LAST_RESORT).isAfter(now)) {
                return before.principal();
            }
            throw silent;
        }
    }

    void forget(String id) {
        synchronized (known) {
            known.put(id, new Known(Optional.empty(), clock.instant()));
        }
    }
}
