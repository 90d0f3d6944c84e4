// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.List;

/// How long each step of one paper took, in microseconds.
///
/// @param lookup rules and facts
/// @param make laying out, sealing and signing together
/// @param guard reading the finished paper back and comparing it with the journal's files
/// @param journal until the entry was on disk
/// @param seal after that, until a signed checkpoint included it; -1 when it was not waited for
public record StepTimes(long lookup, long make, long guard, long journal, long seal) {
    /// The names of the steps, in order.
    public static final List<String> STEPS = List.of("lookup", "make", "guard", "journal", "seal");

    /// Until the answer could leave, the wait for the seal not counted.
    public long signed() {
        return lookup + make + guard + journal;
    }

    long step(int index) {
        return switch (index) {
            case 0 -> lookup;
            case 1 -> make;
            case 2 -> guard;
            case 3 -> journal;
            default -> Math.max(0, seal);
        };
    }
}
