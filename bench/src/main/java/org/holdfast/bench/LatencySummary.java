// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

/// Count and percentiles in milliseconds.
public record LatencySummary(
        int count, double p50Millis, double p95Millis, double p99Millis, double maxMillis) {
    public String line() {
        return String.format(
                java.util.Locale.ROOT,
                "p50 %.1f ms  p95 %.1f ms  p99 %.1f ms  max %.1f ms",
                p50Millis,
                p95Millis,
                p99Millis,
                maxMillis);
    }
}
