// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.holdfast.registers.RecordRef;

/// How many answers other than `confirmed` each party had at this node today (UTC), and which
/// claims about whom were refused to it. In memory, bounded by the first: a start begins anew.
/// Thread-safe.
final class Misses {
    private final InstantSource clock;
    private final int most;

    @GuardedBy("this")
    private final Map<String, Integer> today = new HashMap<>();

    @GuardedBy("this")
    private final Map<About, Set<String>> refused = new HashMap<>();

    @GuardedBy("this")
    private LocalDate day = LocalDate.EPOCH;

    private record About(String party, RecordRef person) {}

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

    /// A claim about a person was refused to a party; that counts as a guess, too.
    synchronized void refuse(String party, RecordRef person, String claim) {
        turn();
        refused.computeIfAbsent(new About(party, person), _ -> new HashSet<>()).add(claim);
    }

    /// The different claims about a person that were refused to a party today.
    synchronized Set<String> refused(String party, RecordRef person) {
        turn();
        return Set.copyOf(refused.getOrDefault(new About(party, person), Set.of()));
    }

    @GuardedBy("this")
    private void turn() {
        LocalDate now = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (!now.equals(day)) {
            today.clear();
            refused.clear();
            day = now;
        }
    }
}
