// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.Collection;
import java.util.List;
import org.holdfast.database.Tx;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.SubjectHandle;

/// Takes the rows of a record out of the live register. What stays in `registers.erased` is its
/// opaque names with the numbers and leaf hashes of its versions, as a rebuild leaves them too; the
/// journal says by which act. For every other face of this module an erased record is one that
/// never was. Thread-safe.
public interface ErasedRecords {
    /// Locks a person's record until the end of the transaction and says what it is.
    Held lock(Tx tx, SubjectHandle subject);

    /// Deletes the record's rows and keeps what the state digest counts, in the caller's
    /// transaction. Repeating it changes nothing.
    void erase(Tx tx, RecordRef ref);

    /// Records that have one of these keys and can still be read: what a restored database brought
    /// back, or what an act that did not reach this register has left.
    List<RecordVersion> readable(Collection<KeyId> keys);

    /// A record, locked.
    sealed interface Held {
        /// It can be read.
        record Living(RecordVersion version) implements Held {}

        /// It was erased.
        record Erased() implements Held {}

        /// There is none of that name.
        record Unknown() implements Held {}
    }
}
