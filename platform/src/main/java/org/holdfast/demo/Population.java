// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.holdfast.registers.BulkLoad.NewRecord;
import org.holdfast.registers.RecordRef;

/// The people of one office, household after household, without end. Not thread-safe: one reader,
/// from the first household on.
interface Population {
    /// The office that these people live in.
    String office();

    /// The next household with its members.
    Made next();

    /// One household: its records (members first) and how many people they are.
    ///
    /// @param household 0, 1, 2 ...
    /// @param head the person who may be blocked by a neighbour's restriction
    record Made(long household, List<NewRecord> records, int people, Head head) {
        public Made {
            records = List.copyOf(records);
        }
    }

    /// How a head is named on somebody's list of blocked persons.
    record Head(RecordRef ref, String name, LocalDate birth, Optional<String> number) {}
}
