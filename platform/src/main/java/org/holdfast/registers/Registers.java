// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.Optional;
import java.util.function.Function;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.SubjectHandle;

/// The registers an office keeps: what is so, what was so, who entered it and when.
///
/// Each change is one journal entry in the caller's transaction; nothing is updated in place.
/// Reading records no look: that is [Looks], and the duty of whoever shows data. Thread-safe. Times
/// are UTC, days are those of the office.
public interface Registers extends RegisterReads {
    /// Reads from the database; from this node's own copy while the database does not answer.
    ///
    /// @param work is repeated on the copy when the database goes away meanwhile; changes nothing
    <T> T read(Function<Reading, T> work);

    /// Reads the node's own copy though the database answers; empty when there is none, or none
    /// that is whole.
    <T> Optional<T> readCopy(Function<Reading, T> work);

    /// Reads and locks a record until the end of the transaction. Locks are to be taken in the
    /// order of record ids when there are several.
    Optional<RecordVersion> lock(Tx tx, RecordRef ref);

    /// Makes the next version of a record (or the first of a new one) and appends its entry, in the
    /// caller's transaction. The record stays locked until that ends.
    Entering enter(Tx tx, Change change);

    /// What is known of the number of the change that made an entry, by the entry's leaf hash.
    Acceptance.Known accepted(Hash leaf);

    /// The name that the API has for a person.
    SubjectHandle subject(RecordRef person);

    /// The name that journals have for a record.
    Handle entity(RecordRef ref);
}
