// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.documents.FinishedPaper;
import org.holdfast.registers.RecordRef;

/// Plants swaps between the steps of issuing, for drills only: every k-th paper gets another
/// person's facts before layout, another finished file after it, a page of the paper before, or an
/// old version. Off unless the system property `holdfast.drill` is `true`. Thread-safe.
final class FaultSwitch {
    /// What is planted.
    enum Plant {
        NOTHING,
        /// The facts of the paper before are laid out.
        SUBJECT_BEFORE_LAYOUT,
        /// The finished file of the paper before takes this one's place before the guard.
        FILE_AFTER_SIGNING,
        /// The versions printed from are older than the journal's newest.
        STALE_VERSION,
        /// The last page of the paper before is put behind this one.
        NEIGHBOURS_PAGE
    }

    private static final Plant[] TURNS = {
        Plant.SUBJECT_BEFORE_LAYOUT,
        Plant.FILE_AFTER_SIGNING,
        Plant.STALE_VERSION,
        Plant.NEIGHBOURS_PAGE
    };

    private final boolean on;
    private final long every;
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong planted = new AtomicLong();
    private final AtomicLong stopped = new AtomicLong();
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

    /// What to plant into the paper that begins now; a swap needs another person's paper of the
    /// same service before it.
    Planting next(RecordRef subject, String service) {
        Optional<Before> last = before.get();
        if (!on
                || last.isEmpty()
                || last.get().subject().equals(subject)
                || !last.get().service().equals(service)) {
            return Planting.NONE;
        }
        long turn = seen.incrementAndGet();
        if (turn % every != 0) {
            return Planting.NONE;
        }
        return new Planting(TURNS[(int) (turn / every % TURNS.length)], last);
    }

    void remember(RecordRef subject, String service, Attempt.Facts facts, FinishedPaper paper) {
        if (on) {
            before.set(Optional.of(new Before(subject, service, facts, paper)));
        }
    }

    void count(boolean wasStopped) {
        planted.incrementAndGet();
        (wasStopped ? stopped : escaped).incrementAndGet();
    }

    Issuing.Planted counts() {
        return new Issuing.Planted(planted.get(), stopped.get(), escaped.get());
    }
}
