// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Instant;
import java.util.List;

/// What the standing audit has seen since start: entries at random, looked at again on this disk,
/// in the database and at another place. Thread-safe.
///
/// @param looked entries that were looked at
/// @param compared of these, how many were compared with another place's copy as well
/// @param alarms everything that was not as it must be, each once, oldest first
public record Audits(long looked, long compared, List<Alarm> alarms) {
    public Audits {
        alarms = List.copyOf(alarms);
    }

    /// Something is not what was acknowledged.
    ///
    /// @param place the other place where it was seen; empty for this one
    /// @param journal short name, such as `central-3`
    /// @param index of the entry, or of the first entry in doubt
    /// @param kind what sort it is
    /// @param what in words, without personal data
    public record Alarm(
            Instant at, String place, String journal, long index, Kind kind, String what) {
        /// Whether this says what another one has said: of another place's past one is enough, of
        /// entries one for each.
        boolean repeats(Alarm other) {
            return place.equals(other.place)
                    && journal.equals(other.journal)
                    && kind == other.kind
                    && (kind == Kind.SPLIT_VIEW || index == other.index);
        }
    }

    /// The sorts of alarms.
    public enum Kind {
        /// A stored byte is not what was acknowledged.
        DAMAGED,
        /// The database's row is missing or another one.
        ROW_DIFFERS,
        /// Another place shows another past under the same name.
        SPLIT_VIEW,
        /// Another place vouches for an entry that it does not give.
        MISSING
    }
}
