// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/// Counts and times of issuing since start, and the step times of the newest papers. Thread-safe.
final class Tally {
    /// Step times are kept for so many papers: enough for the pages people look at, about 2 MB.
    private static final int KEPT = 20_000;

    final LongAdder repeated = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder stopped = new LongAdder();
    final LongAdder retried = new LongAdder();
    private final LongAdder papers = new LongAdder();
    private final LongAdder[] micros = new LongAdder[StepTimes.STEPS.size()];
    private final Map<String, StepTimes> byPaper = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();

    Tally() {
        for (int i = 0; i < micros.length; i++) {
            micros[i] = new LongAdder();
        }
    }

    void issued(String paper, StepTimes times) {
        papers.increment();
        for (int i = 0; i < micros.length; i++) {
            micros[i].add(times.step(i));
        }
        if (byPaper.put(paper, times) == null) {
            order.add(paper);
        }
        while (byPaper.size() > KEPT) {
            String oldest = order.poll();
            if (oldest == null) {
                return;
            }
            byPaper.remove(oldest);
        }
    }

    Optional<StepTimes> of(String paper) {
        return Optional.ofNullable(byPaper.get(paper));
    }

    Issuing.Totals totals(Issuing.Planted planted) {
        Map<String, Long> sums = new LinkedHashMap<>();
        for (int i = 0; i < micros.length; i++) {
            sums.put(StepTimes.STEPS.get(i), micros[i].sum());
        }
        return new Issuing.Totals(
                papers.sum(),
                repeated.sum(),
                refused.sum(),
                stopped.sum(),
                retried.sum(),
                sums,
                planted);
    }
}
