// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.holdfast.ledger.LedgerFault;

/// Which files the stamps cover: 32 bytes in memory for each. Thread-safe.
final class StampedHashes {
    private final RenewalBook book;
    private final List<Leaves> read = new ArrayList<>();

    StampedHashes(RenewalBook book) {
        this.book = book;
    }

    @SuppressWarnings("ArrayRecordComponent") // looked into, never compared
    private record Leaves(RenewalBook.Stamped stamp, byte[] sorted) {}

    private record Place(Leaves leaves, int index) {}

    private synchronized Optional<Place> find(byte[] sha256) {
        List<RenewalBook.Stamped> all = book.stamps();
        while (read.size() < all.size()) {
            RenewalBook.Stamped next = all.get(read.size());
            byte[] sorted = next.entry().attachment(0);
            if (!Arrays.equals(HashTree.of(sorted).root(), next.stamp().root().bytes())) {
                throw new LedgerFault(
                        LedgerFault.Code.CORRUPT, "leaves of a stamp that are not its own");
            }
            read.add(new Leaves(next, sorted));
        }
        for (Leaves one : read) {
            int index = HashTree.find(one.sorted(), sha256);
            if (index >= 0) {
                return Optional.of(new Place(one, index));
            }
        }
        return Optional.empty();
    }

    boolean has(byte[] sha256) {
        return find(sha256).isPresent();
    }

    /// The evidence record of a file (RFC 4998), DER; empty when no stamp covers it.
    Optional<byte[]> record(byte[] sha256) {
        return find(sha256)
                .map(place ->
                        EvidenceRecords.of(
                                place.leaves().sorted(),
                                place.index(),
                                Base64.getDecoder()
                                        .decode(place.leaves().stamp().stamp().token())));
    }
}
