// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

import java.util.Locale;

/// One measure beside its baseline or its limit, both from the same run on the same machine.
///
/// @param name such as `Y1 appends / pgbench`
/// @param value what was measured
/// @param beside the baseline that it is divided by; 0 when there is none
/// @param unit of both
/// @param ratio what is compared with the goal
/// @param goal in words, such as `>= 0.7`
/// @param met whether the goal was reached
public record Yardstick(
        String name,
        double value,
        double beside,
        String unit,
        double ratio,
        String goal,
        boolean met) {

    /// As much as possible of a baseline.
    static Yardstick atLeast(
            String name, double value, double beside, String unit, double leastRatio) {
        double ratio = value / beside;
        return new Yardstick(
                name, value, beside, unit, ratio, ">= " + leastRatio, ratio >= leastRatio);
    }

    /// At most so many times a baseline.
    static Yardstick atMost(
            String name, double value, double beside, String unit, double mostRatio) {
        double ratio = value / beside;
        return new Yardstick(
                name, value, beside, unit, ratio, "<= " + mostRatio, ratio <= mostRatio);
    }

    /// Below a limit that is no measurement.
    static Yardstick below(String name, double value, double limit, String unit) {
        return new Yardstick(
                name,
                value,
                0,
                unit,
                value / limit,
                String.format(Locale.ROOT, "<= %,.0f %s", limit, unit),
                value <= limit);
    }

    /// For people: one line.
    public String line() {
        String against =
                beside == 0 ? "" : String.format(Locale.ROOT, " / %,.1f = %.2f", beside, ratio);
        return String.format(
                Locale.ROOT,
                "%-46s %,12.2f%s %s   (goal %s) %s",
                name,
                value,
                against,
                unit,
                goal,
                met ? "reached" : "MISSED");
    }
}
