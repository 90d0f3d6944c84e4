// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.LocalDate;
import java.util.Optional;
import org.holdfast.keys.Handle;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// A decided change of one record: the whole of its next version.
///
/// @param expected the version that the decision was made upon; 0 for a new record
/// @param office the office that enters it, and keeps the record from now on
/// @param by who enters it: the id of a principal, never a name
/// @param operation the operation that this change belongs to
/// @param about what whoever decided says of the operation as a whole; kept in the entry, encrypted
///   with the record's key, and not read here
public record Change(
        RecordRef ref,
        long expected,
        OfficeCode office,
        ObjectNode facts,
        LocalDate validFrom,
        String by,
        Optional<Handle> operation,
        Optional<ObjectNode> about) {

    /// A change of which nothing more is said.
    public Change(
            RecordRef ref,
            long expected,
            OfficeCode office,
            ObjectNode facts,
            LocalDate validFrom,
            String by,
            Optional<Handle> operation) {
        this(ref, expected, office, facts, validFrom, by, operation, Optional.empty());
    }

    /// The same with something said of its operation.
    public Change saying(ObjectNode words) {
        return new Change(
                ref, expected, office, facts, validFrom, by, operation, Optional.of(words));
    }

    public Change {
        if (expected < 0) {
            throw new IllegalArgumentException("expected version: 0 or more, found " + expected);
        }
    }

    /// Does not print facts.
    @Override
    public String toString() {
        return "Change[" + ref + " after version " + expected + "]";
    }
}
