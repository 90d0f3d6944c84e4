// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.Duration;
import java.time.Instant;
import org.holdfast.ledger.Position;

/// Where registers are read from at one moment.
public record Reading(RegisterReads reads, Source source) {
    /// So long ago this node may last have had everything for a read to count as one of now. A node
    /// that follows others is a second or two behind; a busy machine must not change what is said.
    public static final Duration NOW = Duration.ofSeconds(5);

    /// The store, and what it can say about its age.
    public sealed interface Source {
        /// Up to this time this node is known to have had everything that the database had.
        Instant heard();

        /// How long ago that was; [org.holdfast.database.Heard#NOBODY_KNOWS] when nobody can say.
        Duration age();

        /// Whether facts as of this node's last verified head may be called those of now.
        default boolean isNow() {
            return this instanceof Primary && age().compareTo(NOW) <= 0;
        }

        /// The database with every committed change; this node's files may be behind it.
        record Primary(Instant heard, Duration age) implements Source {}

        /// This node's own copy, because the database does not answer.
        ///
        /// @param upTo the last entry in it; under a checkpoint that this node verified
        /// @param heard up to this time the database is known to have held nothing newer
        /// @param age how long ago that was; long when nobody can say
        record OwnCopy(Position upTo, Instant heard, Duration age) implements Source {}
    }
}
