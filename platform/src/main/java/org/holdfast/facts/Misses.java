// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/// How many answers other than `confirmed` each party had at this node today (UTC). One number for
/// each account that asked today, in memory: a start begins anew. Thread-safe.
final class Misses {
    private final InstantSource clock;
    private final int most;

    @GuardedBy("this")
    private final Map<String, Integer> today = new HashMap<>();

    @GuardedBy("this")
    private LocalDate day = LocalDate.EPOCH;

    Misses(InstantSource clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    synchronized boolean mayAsk(String party) {
        turn();
        return today.getOrDefault(party, 0) < most;
    }

    synchronized void count(String party) {
        turn();
        today.merge(party, 1, Integer::sum);
    }

    @GuardedBy("this")
    private void turn() {
        LocalDate now = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (!now.equals(day)) {
            today.clear();
            day = now;
        }
    }
}
