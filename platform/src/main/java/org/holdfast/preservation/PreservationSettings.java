// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

/// How hard the work of renewals works.
///
/// @param share of the time in which papers are signed, more than 0 and at most 1; the rest is the
///   counter's
/// @param mostYields so often a batch waits, 50 ms each time, while people wait at the door; it
///   goes on then, since a door that is never free must not keep weak papers weak
/// @param mostLeaves papers under one archive time stamp; 32 bytes each in its entry
public record PreservationSettings(double share, int mostYields, int mostLeaves) {
    /// A quarter of the time, two seconds of patience, 2 MiB of leaves.
    public static final PreservationSettings STANDARD = new PreservationSettings(0.25, 40, 65_536);

    /// More leaves would not go into one entry.
    private static final int MOST_LEAVES = 1 << 20;

    public PreservationSettings {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "share: expected more than 0, at most 1, found " + share);
        }
        if (mostLeaves < 1 || mostLeaves > MOST_LEAVES) {
            throw new IllegalArgumentException(
                    "mostLeaves: expected 1 to " + MOST_LEAVES + ", found " + mostLeaves);
        }
    }

    /// The same with another share of the time.
    public PreservationSettings withShare(double other) {
        return new PreservationSettings(other, mostYields, mostLeaves);
    }
}
