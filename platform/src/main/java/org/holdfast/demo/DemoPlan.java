// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

/// Which made-up people, and how many.
///
/// @param seed the same seed gives the same people
/// @param population residents in all, half of them in each office; 2 to 1,000,000
public record DemoPlan(long seed, int population) {
    /// What `--demo` uses unless told otherwise.
    public static final DemoPlan STANDARD = new DemoPlan(20_260_101L, 20_000);

    private static final int MOST = 1_000_000;

    public DemoPlan {
        if (population < 2 || population > MOST) {
            throw new IllegalArgumentException(
                    "population: expected 2 to " + MOST + ", found " + population);
        }
    }

    /// The standard people, that many of them.
    public static DemoPlan of(int population) {
        return new DemoPlan(STANDARD.seed(), population);
    }

    /// Residents of one office.
    int perOffice() {
        return population / 2;
    }
}
