// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/// What a report of a move does, as the pack of its service states it: whose records it may touch,
/// from which day it counts, and how it is written into the register. Immutable.
///
/// @param from whose residents may move by it
/// @param counts from which day somebody lives at the new address
/// @param days within how many days of the move it is to be reported; a later report is taken and
///   called late
/// @param law the article that says so
/// @param address how addresses of this country are written
/// @param entries what it writes
/// @param kinship what a kind of relation to the head is called: kind, then `F` or `M` for the
///   member's sex, also `elder-F`, `younger-F` beside the head, `F-of-M` by the head's sex, then
///   the code of the relation. A kind that is not named here is the code itself
public record MoveRule(
        Reach from,
        Counts counts,
        int days,
        String law,
        Address address,
        Entries entries,
        Map<String, Map<String, String>> kinship) {

    /// Whose residents.
    public enum Reach {
        /// Of any office of the country: the record comes along.
        ANYWHERE,
        /// Of the office where it is reported.
        HERE
    }

    /// From which day a move counts.
    public enum Counts {
        /// From the day of the report.
        REPORTED,
        /// From the day of the move itself, as it was reported.
        MOVED
    }

    /// What becomes of the household when all of it moves.
    public enum Whole {
        /// A new household is made and the old one is closed.
        NEW,
        /// It is kept, at its new address.
        KEPT
    }

    /// Where the register keeps a person's addresses.
    public enum Addresses {
        /// In `addresses`, the last of which is now.
        LISTED,
        /// The present one in `address`, `addressFrom` and `notified`, the one before in
        /// `movedFrom`, all former ones in `history`.
        CURRENT
    }

    /// How the parts of an address are put together.
    public enum Writing {
        /// With blanks, and a comma before building and door unless these are in brackets.
        SPACED {
            @Override
            public String of(String address, String detail) {
                return detail.isEmpty()
                        ? address
                        : address + (detail.startsWith("(") ? " " : ", ") + detail;
            }

            @Override
            public String within(String office) {
                return office + " ";
            }
        },
        /// Without blanks but the one before building and door.
        CLOSE {
            @Override
            public String of(String address, String detail) {
                return detail.isEmpty() ? address : address + " " + detail;
            }

            @Override
            public String within(String office) {
                return office;
            }
        };

        /// An address as it is printed.
        ///
        /// @param detail building, floor and door; may be empty
        public abstract String of(String address, String detail);

        /// What every address in an office's area begins with.
        ///
        /// @param office the office's full name
        public abstract String within(String office);
    }

    /// How addresses are written.
    ///
    /// @param example the end of one, for a form
    public record Address(Writing writing, String example) {}

    /// What is written into the register.
    ///
    /// @param reason the code of the reason of such a move, in stays and of new households
    /// @param statuses what a person's status becomes by moving, by what it was
    public record Entries(
            Whole household, Addresses addresses, String reason, Map<String, String> statuses) {
        public Entries {
            statuses = Map.copyOf(statuses);
        }
    }

    public MoveRule {
        Map<String, Map<String, String>> copy = new HashMap<>();
        kinship.forEach((kind, codes) -> copy.put(kind, Map.copyOf(codes)));
        kinship = Map.copyOf(copy);
    }

    /// The day from which whoever moved lives there.
    public LocalDate since(LocalDate reported, LocalDate moved) {
        return switch (counts) {
            case REPORTED -> reported;
            case MOVED -> moved;
        };
    }

    /// Whether a report of that day comes later than it is to come.
    public boolean isLate(LocalDate reported, LocalDate moved) {
        return moved.plusDays(days).isBefore(reported);
    }
}
