// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

/// A personal number and how much of it may be seen.
///
/// @param number the number as the record holds it; dashes and blanks do not matter
/// @param shown how it must be printed
public record ExpectedNumber(String number, Shown shown) {
    /// How much of a number is on the paper.
    public enum Shown {
        /// All digits.
        FULL,
        /// Birth part only (with or without the first digit of the back), asterisks for the rest.
        MASKED,
        /// Not at all.
        HIDDEN
    }
}
