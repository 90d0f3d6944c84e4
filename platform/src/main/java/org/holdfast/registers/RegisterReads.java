// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.holdfast.keys.Handle;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Position;
import org.holdfast.offices.OfficeCode;

/// Reading registers: what issuing, the guard and a counter need. PostgreSQL and the node's own
/// copy give the same answers to the same data, and pass the same contract suite. Thread-safe.
public interface RegisterReads {
    /// The newest version. PostgreSQL gives a committed one, sequenced or not; the own copy never
    /// one above the last checkpoint that it has folded.
    Optional<RecordVersion> current(RecordRef ref);

    /// The newest version whose entry the central journal holds at `point` or before it; never one
    /// without a position.
    Optional<RecordVersion> asOf(RecordRef ref, Position point);

    /// Every version, oldest first; empty for an unknown record.
    List<RecordVersion> history(RecordRef ref);

    /// The household that a person belongs to now, with its members; one moment.
    Optional<HouseholdView> household(RecordRef person);

    /// The same as the central journal had it at `point`.
    Optional<HouseholdView> household(RecordRef person, Position point);

    /// Finds persons of an office by name, birth date and address, in any mixture and in part.
    ///
    /// @param query up to 100 characters; every word must match; birth dates as people write them
    /// @param limit 1 to 100
    /// @param page 0, 1, 2 ...
    SearchPage search(OfficeCode office, String query, int limit, int page);

    /// As [Arrivals#find].
    List<SearchHit> arrivals(String register, String name, LocalDate birth);

    /// The record behind a name of the API.
    Optional<RecordRef> byHandle(SubjectHandle subject);

    /// The acceptance number of an operation's change; empty until the change is under a signed
    /// checkpoint and the store has folded it, and for operations that changed no register.
    Optional<Acceptance> acceptance(Handle operation);

    /// Number of records of a register at an office.
    long count(OfficeCode office, String register);

    /// How many records a register has, of all offices.
    long count(String register);
}
