// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.time.Duration;

/// What somebody may do by how old the knowledge is that their certificate still counts (decision
/// 25). An age that is not known, or lies ahead, is beyond all bounds.
public enum Tier {
    /// Everything.
    FULL,
    /// Everything; and it is checked again once newer knowledge is here.
    MARKED,
    /// What serves a person in person.
    COUNTER,
    /// Nothing alone.
    BEYOND;

    /// Up to what age each counts.
    ///
    /// @param full below it, everything
    /// @param marked below it, everything and marked
    /// @param counter below it, what serves a person in person
    public record Bounds(Duration full, Duration marked, Duration counter) {
        /// An hour, four, a day.
        public static final Bounds USUAL =
                new Bounds(Duration.ofHours(1), Duration.ofHours(4), Duration.ofDays(1));

        public Bounds {
            boolean rising =
                    full.isPositive()
                            && full.compareTo(marked) <= 0
                            && marked.compareTo(counter) <= 0;
            if (!rising) {
                throw new IllegalArgumentException(
                        "bounds of status: expected such that rise from above 0, found %s, %s, %s"
                                .formatted(full, marked, counter));
            }
        }

        Tier of(Duration age) {
            if (age.isNegative()) {
                return BEYOND;
            }
            if (age.compareTo(full) < 0) {
                return FULL;
            }
            if (age.compareTo(marked) < 0) {
                return MARKED;
            }
            return age.compareTo(counter) < 0 ? COUNTER : BEYOND;
        }
    }
}
