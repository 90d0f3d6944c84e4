// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.documents.FinishedPaper;
import org.holdfast.registers.RecordRef;

/// Plants swaps between the steps of issuing, for drills only: every k-th paper is mixed up with
/// the paper before it, or shows an old state. Each swap is made before the step behind it, so that
/// what the guard gets is whole in every other way: sealed, signed and numbered as it should be.
/// Off unless the system property `holdfast.drill` is `true`. Thread-safe.
final class FaultSwitch {
    /// What is planted.
    enum Plant {
        NOTHING,
        /// The facts of the paper before are looked up, laid out, sealed and signed.
        SUBJECT_BEFORE_LAYOUT,
        /// The body of the paper before gets this one's number, seal and signature.
        BODY_BEFORE_SIGNING,
        /// The body of the paper before follows this one's as a further page, under this one's
        /// number, page count, seal and signature.
        NEIGHBOURS_PAGE,
        /// The finished file of the paper before takes this one's place before the guard.
        FILE_AFTER_SIGNING,
        /// The versions printed from are older than the journal's newest, and say so.
        STALE_VERSION,
        /// The page shows another address than the newest version has, which it claims to show.
        STALE_PAGE;

        String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final Plant[] TURNS = {
        Plant.SUBJECT_BEFORE_LAYOUT,
        Plant.BODY_BEFORE_SIGNING,
        Plant.NEIGHBOURS_PAGE,
        Plant.FILE_AFTER_SIGNING,
        Plant.STALE_VERSION,
        Plant.STALE_PAGE
    };

    private final boolean on;
    private final long every;
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong planted = new AtomicLong();
    private final Map<Plant, Long> stopped = new ConcurrentHashMap<>();
    private final AtomicLong escaped = new AtomicLong();
    private final AtomicReference<Optional<Before>> before =
            new AtomicReference<>(Optional.empty());

    /// What the paper before was made from and became.
    record Before(RecordRef subject, String service, Attempt.Facts facts, FinishedPaper paper) {}

    /// What is planted into one paper, and the other paper it is taken from.
    record Planting(Plant plant, Optional<Before> before) {
        static final Planting NONE = new Planting(Plant.NOTHING, Optional.empty());

        Before other() {
            return before.orElseThrow();
        }
    }

    private FaultSwitch(boolean on, long every) {
        this.on = on;
        this.every = every;
    }

    static FaultSwitch off() {
        return new FaultSwitch(false, 1);
    }

    static FaultSwitch every(long papers) {
        return new FaultSwitch(true, papers);
    }

    /// As the system properties `holdfast.drill` and `holdfast.drill.every` (10) say.
    static FaultSwitch ofProperties() {
        return Boolean.getBoolean("holdfast.drill")
                ? every(Long.getLong("holdfast.drill.every", 10))
                : off();
    }

    /// What to plant into the paper that begins now; a swap needs a paper of the same service
    /// before it, of a household that shares neither person nor address with this one.
    Planting next(Household home, String service) {
        Optional<Before> last = before.get();
        if (!on
                || last.isEmpty()
                || !last.get().service().equals(service)
                || !apart(last.get().facts().home(), home)) {
            return Planting.NONE;
        }
        long turn = seen.incrementAndGet();
        if (turn % every != 0) {
            return Planting.NONE;
        }
        return new Planting(TURNS[(int) (turn / every % TURNS.length)], last);
    }

    private static boolean apart(Household one, Household other) {
        return Collections.disjoint(one.versions(), other.versions())
                && !Printing.place(one.stay()).equals(Printing.place(other.stay()));
    }

    void remember(RecordRef subject, String service, Attempt.Facts facts, FinishedPaper paper) {
        if (on) {
            before.set(Optional.of(new Before(subject, service, facts, paper)));
        }
    }

    void count(Plant plant, boolean wasStopped) {
        planted.incrementAndGet();
        if (wasStopped) {
            stopped.merge(plant, 1L, Long::sum);
        } else {
            escaped.incrementAndGet();
        }
    }

    Issuing.Planted counts() {
        Map<String, Long> byKind = new TreeMap<>();
        for (Plant plant : on ? TURNS : new Plant[0]) {
            byKind.put(plant.code(), stopped.getOrDefault(plant, 0L));
        }
        long all = byKind.values().stream().mapToLong(Long::longValue).sum();
        return new Issuing.Planted(planted.get(), all, escaped.get(), byKind);
    }
}
