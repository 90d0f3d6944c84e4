// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Heard;
import org.springframework.dao.DataAccessException;

/// What is known of accounts. Fresh for five seconds; when the database does not answer, what was
/// known is used up to a quarter of an hour old, so that people already at work go on working. A
/// close in this process acts at once.
final class AccountMemory {
    private final InstantSource clock;
    private final Map<String, Known> known;

    AccountMemory(InstantSource clock, int most) {
        this.clock = clock;
        this.known = new Bounded(most);
    }

    private record Known(Optional<Principal> principal, Heard at) {}

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
        Heard now = Heard.now(clock);
        Known before;
        synchronized (known) {
            before = known.get(id);
        }
        if (before != null && isYounger(before, Believed.FRESH)) {
            return before.principal();
        }
        try {
            Optional<Principal> read = source.apply(id);
            synchronized (known) {
                known.put(id, new Known(read, now));
            }
            return read;
        } catch (DataAccessException | DatabaseFault silent) {
            if (before != null && isYounger(before, Believed.REMEMBERED)) {
                return before.principal();
            }
            throw silent;
        }
    }

    void forget(String id) {
        synchronized (known) {
            known.put(id, new Known(Optional.empty(), Heard.now(clock)));
        }
    }

    private boolean isYounger(Known one, Duration bound) {
        return one.at().age(clock).compareTo(bound) < 0;
    }
}
