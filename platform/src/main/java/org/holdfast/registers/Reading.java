// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.Duration;
import java.time.Instant;
import org.holdfast.ledger.Position;

/// Where registers are read from at one moment.
public record Reading(RegisterReads reads, Source source) {
    /// The store, and what it can say about its age.
    public sealed interface Source {
        /// The database with every committed change.
        record Primary() implements Source {}

        /// This node's own copy, because the database does not answer.
        ///
        /// @param upTo the last entry in it; under a checkpoint that this node verified
        /// @param heard up to this time the database is known to have held nothing newer
        /// @param age how long ago that was; long when nobody can say
        record OwnCopy(Position upTo, Instant heard, Duration age) implements Source {}
    }
}
