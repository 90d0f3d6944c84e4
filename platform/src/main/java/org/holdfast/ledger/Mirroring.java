// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.SignedNote;

/// The mirrors of this site's journals: which there are, what they are given, and what they have
/// cosigned. Thread-safe.
///
/// An entry is `mirrored` when one checkpoint that includes it is cosigned by so many mirrors at
/// other places that, with this one, more than half of all places hold it (2 of 2, 2 of 3, 3 of 4
/// or 5). A mirror key says: entries, blobs and wrapped keys are on this mirror's disk.
public interface Mirroring {
    /// A place that keeps a copy.
    ///
    /// @param name of the place, unique here
    /// @param mirror vkey (C2SP signed-note) of the key that says "stored"
    /// @param witness vkey of the key that says "one past"; another key under another name
    /// @param address where it serves its copy, such as `https://court.example`; asked at each
    ///   start of the office, before anything is signed
    record Place(String name, String mirror, String witness, Optional<String> address) {
        public Place {
            if (address.isPresent()
                    && !address.get().matches("https?://[A-Za-z0-9.:/_\\[\\]-]{1,200}")) {
                throw new IllegalArgumentException("expected an http address of the copy");
            }
        }

        /// Whether these are the keys of the same place.
        boolean sameKeys(Place other) {
            return mirror.equals(other.mirror) && witness.equals(other.witness);
        }
    }

    /// What became of a cosigned checkpoint.
    sealed interface Taken {
        /// It counts.
        record Counted() implements Taken {}

        /// This mirror has cosigned more before: its copy was put back to an older state.
        record Behind(long size) implements Taken {}

        /// It does not verify, or names a journal that is not here.
        record Refused(String why) implements Taken {}
    }

    /// The places, by name.
    List<Place> places();

    /// Admits a place; durable when it returns. The same again changes nothing but the address.
    ///
    /// @throws IllegalArgumentException when the name is taken by other keys, or the keys are not
    ///   two cosignature keys named `<name>/mirror` and `<name>/witness`
    void admit(Place place);

    /// Takes where a place serves its copy from the place itself: a statement by its mirror key
    /// (docs/formats.md, "Mirrors"), made within the last ten minutes and not before the one taken
    /// last. Durable when this returns [Taken.Counted].
    Taken address(String place, SignedNote statement);

    /// The checkpoint that all mirrors are asked to cosign now; stays for half a second or until
    /// all have, so that their signatures come together on one. A place that has cosigned none of
    /// the last four is not waited for. Empty when there is no such journal.
    Optional<SignedNote> proposal(String journal);

    /// Signed entries from an index on, with blobs and wrapped keys, as
    /// [org.holdfast.journal.RecordStream]; some 8 MB at most, but at least one. Behind the blobs
    /// of an entry that names a data key stands the wrapped key, of no bytes when it was erased.
    Optional<byte[]> records(String journal, long from);

    /// Takes a checkpoint that a place has cosigned.
    Taken take(String place, String journal, SignedNote cosigned);

    /// The newest checkpoint of a journal that enough places have cosigned.
    Optional<SignedNote> mirrored(String journal);

    /// Says that a mirror is at work.
    void heard();

    /// Whether a mirror was [#heard], or asked for a proposal, within the last ten seconds. When
    /// none has, nothing will be `mirrored` soon, and nobody need wait for it.
    boolean listening();

    /// What other sites say of this node's clock.
    enum Clock {
        /// Too few were heard of within ten minutes.
        UNKNOWN,
        /// Another site's is not further apart.
        CONFIRMED,
        /// Two and more sites' are further apart, all on one side, and none is nearer.
        DOUBTED
    }

    /// Judges this node's clock by the times at which other sites have cosigned its journals; a
    /// cosignature that was long on its way looks like a slow clock.
    ///
    /// @param apart as far as clocks may differ
    Clock clock(Duration apart);

    /// The largest kept checkpoint of a journal that enough places had cosigned before a moment;
    /// one is kept of each hour.
    Optional<SignedNote> mirroredBefore(String journal, Instant moment);

    /// How many places must have cosigned a checkpoint; 0 when there are none and nothing is
    /// `mirrored`.
    int needed();
}
