// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.Position;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// One version of a record, as it was entered. Read anew for every caller, so `facts` may be kept
/// or changed by whoever asked; it is nobody else's.
///
/// @param version 1, 2, 3 ...
/// @param leaf the leaf hash of the journal's entry that made it
/// @param position empty until the journal has sequenced the entry
/// @param keys the data keys of the person or household
public record RecordVersion(
        RecordRef ref,
        OfficeCode office,
        long version,
        ObjectNode facts,
        LocalDate validFrom,
        Instant enteredAt,
        String enteredBy,
        Hash leaf,
        Optional<Position> position,
        RecordKeys keys) {

    /// The ids of the two data keys of a record: one opens the entries of the register, the other
    /// what nodes recorded about the person (papers and looks); households have no second one.
    public record RecordKeys(KeyId record, Optional<KeyId> papers) {}

    /// Does not print facts.
    @Override
    public String toString() {
        return "RecordVersion[" + ref + ", version " + version + "]";
    }
}
