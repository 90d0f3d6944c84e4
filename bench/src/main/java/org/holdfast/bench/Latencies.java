// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Collects durations and tells their percentiles. Thread-safe for adding; read it when nobody adds
/// any more.
final class Latencies {
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();

    void add(long durationNanos) {
        nanos.add(durationNanos);
    }

    LatencySummary summary() {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return new LatencySummary(
                sorted.length,
                millis(sorted, 0.50),
                millis(sorted, 0.95),
                millis(sorted, 0.99),
                sorted.length == 0 ? 0 : sorted[sorted.length - 1] / 1e6);
    }

    private static double millis(long[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        int at = (int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)));
        return Arrays.stream(sorted, at, at + 1).findFirst().orElse(0) / 1e6;
    }
}
