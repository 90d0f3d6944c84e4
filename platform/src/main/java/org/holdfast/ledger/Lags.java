// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Arrays;

/// Keeps how long the last entries waited for their seal, and how many came in the last seconds.
/// Times are nanoseconds of one monotonic clock. Thread-safe.
final class Lags {
    private static final int KEPT = 4_096;
    private static final int SECONDS = 10;
    private static final long NANOS = 1_000_000_000L;

    @GuardedBy("this")
    private final long[] lags = new long[KEPT];

    @GuardedBy("this")
    private final long[] counted = new long[SECONDS + 1];

    @GuardedBy("this")
    private final long[] countedIn = new long[SECONDS + 1];

    @GuardedBy("this")
    private long seen;

    synchronized void appended(long nanoTime, int entries) {
        long second = Math.floorDiv(nanoTime, NANOS);
        int slot = (int) Math.floorMod(second, (long) SECONDS + 1);
        if (countedIn[slot] != second) {
            countedIn[slot] = second;
            counted[slot] = 0;
        }
        counted[slot] += entries;
    }

    synchronized void sealed(long lagNanos) {
        lags[(int) (seen++ % KEPT)] = lagNanos;
    }

    /// Over the last ten whole seconds.
    synchronized double perSecond(long nanoTime) {
        long now = Math.floorDiv(nanoTime, NANOS);
        long sum = 0;
        for (int i = 0; i <= SECONDS; i++) {
            if (countedIn[i] < now && countedIn[i] >= now - SECONDS) {
                sum += counted[i];
            }
        }
        return (double) sum / SECONDS;
    }

    /// The lag that this share of entries did not exceed; zero before the first.
    synchronized Duration quantile(double share) {
        int count = (int) Math.min(seen, KEPT);
        if (count == 0) {
            return Duration.ZERO;
        }
        long[] sorted = Arrays.copyOf(lags, count);
        Arrays.sort(sorted);
        return Duration.ofNanos(sorted[(int) Math.min(count - 1, Math.floor(share * count))]);
    }
}
