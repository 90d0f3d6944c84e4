// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/// What came of each operation of a load, by the clock of [System#nanoTime]. Thread-safe for
/// adding; read it when nobody adds any more.
final class SiteSamples {
    /// What an operation asked for.
    enum Kind {
        ISSUE,
        MOVE,
        LOOK
    }

    /// @param dueNanos when it was due, however late it was sent
    /// @param ways that were tried
    record Sample(
            Kind kind,
            long dueNanos,
            long endNanos,
            List<SiteAsk.Way> ways,
            int status,
            String code) {
        boolean good() {
            return status == 200 || status == 201;
        }

        long millis() {
            return (endNanos - dueNanos) / 1_000_000;
        }
    }

    private final ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();

    void add(Sample sample) {
        samples.add(sample);
    }

    List<Sample> all() {
        return List.copyOf(samples);
    }

    long good(Kind kind) {
        return samples.stream().filter(one -> one.kind() == kind && one.good()).count();
    }

    /// The longest time between two acknowledgements in the window, its ends counted as one each.
    long gapMillis(Kind kind, long fromNanos, long toNanos) {
        long last = fromNanos;
        long longest = 0;
        for (long at : times(kind, fromNanos, toNanos)) {
            longest = Math.max(longest, at - last);
            last = at;
        }
        return Math.max(longest, toNanos - last) / 1_000_000;
    }

    /// When acknowledgements came in the window, in order.
    private List<Long> times(Kind kind, long fromNanos, long toNanos) {
        return samples.stream()
                .filter(one -> one.kind() == kind && one.good())
                .map(Sample::endNanos)
                .filter(at -> at - fromNanos > 0 && at - toNanos < 0)
                .sorted(Comparator.comparingLong(at -> at - fromNanos))
                .toList();
    }

    /// From when on, in milliseconds after `fromNanos`, no two acknowledgements were further apart
    /// than a pause until the window ended; -1: the window ended in a longer pause.
    long backMillis(Kind kind, long fromNanos, long toNanos, Duration pause) {
        long last = fromNanos;
        long back = fromNanos;
        for (long at : times(kind, fromNanos, toNanos)) {
            if (at - last > pause.toNanos()) {
                back = at;
            }
            last = at;
        }
        return toNanos - last > pause.toNanos() ? -1 : (back - fromNanos) / 1_000_000;
    }

    /// The share's value among operations that were due in the window, those that nobody answered
    /// included with the time they waited; -1: none.
    long percentileMillis(Kind kind, double share, long fromNanos, long toNanos) {
        long[] sorted =
                samples.stream()
                        .filter(one -> one.kind() == kind && (one.good() || one.status() == 0))
                        .filter(one ->
                                one.dueNanos() - fromNanos >= 0 && one.dueNanos() - toNanos < 0)
                        .mapToLong(Sample::millis)
                        .sorted()
                        .toArray();
        return sorted.length == 0
                ? -1
                : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
    }

    /// The slowest of what was due in the window, slowest first; what nobody answered counts with
    /// the time it waited.
    List<Sample> slowest(Kind kind, int most, long fromNanos, long toNanos) {
        return samples.stream()
                .filter(one -> one.kind() == kind && (one.good() || one.status() == 0))
                .filter(one -> one.dueNanos() - fromNanos >= 0 && one.dueNanos() - toNanos < 0)
                .sorted(Comparator.comparingLong(Sample::millis).reversed())
                .limit(most)
                .toList();
    }

    /// How many refusals and unanswered of each code.
    Map<String, Integer> failures(Kind kind, Predicate<Sample> which) {
        Map<String, Integer> codes = new TreeMap<>();
        samples.stream()
                .filter(one -> one.kind() == kind && !one.good())
                .filter(which)
                .forEach(one -> codes.merge(one.status() + " " + one.code(), 1, Integer::sum));
        return codes;
    }

    /// How many were acknowledged in each span of time from `fromNanos` on.
    int[] bins(Kind kind, long fromNanos, long toNanos, long binNanos) {
        int[] bins = new int[(int) ((toNanos - fromNanos) / binNanos) + 1];
        for (Sample one : samples) {
            long at = (one.endNanos() - fromNanos) / binNanos;
            if (one.kind() == kind && one.good() && at >= 0 && at < bins.length) {
                bins[(int) at]++;
            }
        }
        return bins;
    }
}
