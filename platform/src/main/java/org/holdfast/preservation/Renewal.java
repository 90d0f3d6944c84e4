// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.time.Instant;
import org.holdfast.offices.OfficeCode;

/// An order to make good again what some seal keys have signed.
///
/// @param name follows from the operation of the order
/// @param cutOff from when on the old seals alone count no more
/// @param by opaque id of the operator
/// @param at when it was entered, to the second
public record Renewal(
        String name, Selection selection, Instant cutOff, String reason, String by, Instant at) {

    /// Which seal keys. What is made after the order is never among them.
    public sealed interface Selection {
        /// One key, by its id of sixteen hexadecimal digits.
        record Key(String id) implements Selection {}

        /// All keys of an office, at every site.
        record OfOffice(OfficeCode office) implements Selection {}

        /// All keys of all offices that were made before a moment, at every site.
        record MadeBefore(Instant moment) implements Selection {}
    }
}
