// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// How fast the work has been lately, and when it may end by that. For one thread.
final class Pace {
    /// So many samples are lately.
    private static final int MOST = 60;

    /// With fewer nobody knows.
    private static final int LEAST = 3;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long papers, double seconds) {
        double rate() {
            return papers / seconds;
        }
    }

    void worked(long papers, Duration in) {
        double seconds = in.toNanos() / 1e9;
        if (papers > 0 && seconds > 0) {
            samples.addLast(new Sample(papers, seconds));
            if (samples.size() > MOST) {
                samples.removeFirst();
            }
        }
    }

    /// The end by the mean, less and plus one standard deviation of the samples, but never less
    /// than a third of the mean; empty while too little was measured.
    Optional<RenewalProgress.Estimate> estimate(long left, Instant now) {
        if (samples.size() < LEAST) {
            return Optional.empty();
        }
        double papers = samples.stream().mapToLong(Sample::papers).sum();
        double seconds = samples.stream().mapToDouble(Sample::seconds).sum();
        double mean = papers / seconds;
        double variance =
                samples.stream()
                        .mapToDouble(one -> Math.pow(one.rate() - mean, 2))
                        .average()
                        .orElse(0);
        double spread = Math.sqrt(variance);
        double slow = Math.max(mean - spread, mean / 3);
        return Optional.of(
                new RenewalProgress.Estimate(
                        mean,
                        spread,
                        samples.size(),
                        Duration.ofMillis((long) (seconds * 1_000)),
                        now.plusMillis((long) (left / (mean + spread) * 1_000)),
                        now.plusMillis((long) (left / slow * 1_000))));
    }
}
