// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.holdfast.journal.JournalFault;
import org.jspecify.annotations.Nullable;

/// What the standing audit has seen since start: entries at random, looked at again on this disk,
/// in the database and at another place. Thread-safe.
///
/// @param looked entries that were looked at
/// @param compared of these, how many were compared with another place's copy as well
/// @param alarms everything that was not as it must be, each once, oldest first
/// @param stopped journals that take nothing more now, as of this moment
public record Audits(long looked, long compared, List<Alarm> alarms, List<Stopped> stopped) {
    public Audits {
        alarms = List.copyOf(alarms);
        stopped = List.copyOf(stopped);
    }

    /// Nothing was looked at yet.
    public static Audits none() {
        return new Audits(0, 0, List.of(), List.of());
    }

    /// A journal that a fault has stopped; what it acknowledged stays.
    ///
    /// @param journal `central`, or the node's
    /// @param why for the log; may name files
    /// @param disk whether a write failed: then the next start, on a disk that takes writes again,
    ///   opens the next origin and goes on. Otherwise a person has to look
    public record Stopped(String journal, String why, boolean disk) {
        private static final int MOST_CAUSES = 8;

        static Stopped by(String journal, Throwable fault) {
            boolean disk = false;
            @Nullable Throwable one = fault;
            for (int i = 0; one != null && i < MOST_CAUSES; i++) {
                disk |= one instanceof UncheckedIOException || isWrite(one);
                one = one.getCause();
            }
            return new Stopped(journal, String.valueOf(fault), disk);
        }

        private static boolean isWrite(Throwable fault) {
            return fault instanceof JournalFault told
                    && (told.code() == JournalFault.Code.DISK
                            || told.code() == JournalFault.Code.STOPPED);
        }
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
