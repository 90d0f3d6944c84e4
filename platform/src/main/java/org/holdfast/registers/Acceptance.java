// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import org.holdfast.offices.OfficeCode;

/// The number that an office gives a change it has accepted (접수번호, 受付番号): without gaps within
/// office and legal year, in the order of the central journal. It is what the signed journal says,
/// so it never changes, also not by erasure, and every copy of the journal gives the same one.
///
/// @param year the office's legal year in which the change was entered
/// @param number from 1
public record Acceptance(OfficeCode office, int year, long number) {
    public Acceptance {
        if (number < 1) {
            throw new IllegalArgumentException("number: expected 1 or more, found " + number);
        }
    }

    /// As people write it, within the office: `2026-17`.
    public String text() {
        return year + "-" + number;
    }

    /// What is known of the number of the change that made an entry.
    public sealed interface Known {
        /// It has its number.
        record Given(Acceptance acceptance) implements Known {}

        /// It will have one when the change is sequenced and signed, and this node has heard of it.
        record Follows() implements Known {}

        /// It has none and gets none: it was entered under no operation, as a first load is.
        record None() implements Known {}
    }
}
