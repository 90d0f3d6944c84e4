// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.List;
import java.util.Optional;
import org.holdfast.database.Tx;
import org.holdfast.keys.Handle;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Position;
import org.holdfast.offices.OfficeCode;

/// The registers an office keeps: what is so, what was so, who entered it and when.
///
/// Each change is one journal entry in the caller's transaction; nothing is updated in place.
/// Reading records no look: that is [Looks], and the duty of whoever shows data. Thread-safe. Times
/// are UTC, days are those of the office.
public interface Registers {
    /// The newest version that is committed, sequenced or not.
    Optional<RecordVersion> current(RecordRef ref);

    /// The newest version whose entry the central journal holds at `point` or before it; never one
    /// without a position.
    Optional<RecordVersion> asOf(RecordRef ref, Position point);

    /// Every version, oldest first; empty for an unknown record.
    List<RecordVersion> history(RecordRef ref);

    /// The household that a person belongs to now, with its members; one statement, one moment.
    Optional<HouseholdView> household(RecordRef person);

    /// The same as the central journal had it at `point`.
    Optional<HouseholdView> household(RecordRef person, Position point);

    /// Finds persons of an office by name, birth date and address, in any mixture and in part.
    ///
    /// @param query up to 100 characters; every word must match; birth dates as people write them
    /// @param limit 1 to 100
    /// @param page 0, 1, 2 ...
    SearchPage search(OfficeCode office, String query, int limit, int page);

    /// Reads and locks a record until the end of the transaction. Locks are to be taken in the
    /// order of record ids when there are several.
    Optional<RecordVersion> lock(Tx tx, RecordRef ref);

    /// Makes the next version of a record (or the first of a new one) and appends its entry, in the
    /// caller's transaction. The record stays locked until that ends.
    Entering enter(Tx tx, Change change);

    /// The record behind a name of the API.
    Optional<RecordRef> byHandle(SubjectHandle subject);

    /// The name that the API has for a person.
    SubjectHandle subject(RecordRef person);

    /// The name that journals have for a record.
    Handle entity(RecordRef ref);

    /// Number of records of a register at an office.
    long count(OfficeCode office, String register);

    /// How many records a register has, of all offices.
    long count(String register);
}
