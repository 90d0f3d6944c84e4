// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Instant;
import java.util.Optional;
import org.holdfast.journal.Hash;

/// Gives the receipt of an entry, as good as it is at this moment. Thread-safe.
public interface Receipts {
    /// The receipt of an entry of either journal; empty when no entry of that leaf hash is on disk.
    Optional<Receipt> of(Hash leaf);

    /// The receipt under a checkpoint that enough places had cosigned before a moment; empty when
    /// none that was kept includes the entry.
    Optional<Receipt> before(Hash leaf, Instant moment);

    /// The earliest cosignature by another place, of those that are still kept here, on a
    /// checkpoint that includes the entry: not later than then the entry was there. Empty as long
    /// as no other place has cosigned one. Of another site's entry this site is such a place.
    ///
    /// @param earliest a cosignature that says an earlier time was made by a clock that is wrong,
    ///   and does not count
    Optional<Instant> cosigned(Hash leaf, Instant earliest);
}
