// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.journal.Hash;
import org.holdfast.journal.Stored;

/// The blobs of a record against the hashes in its entry.
final class StoredBlobs {
    private StoredBlobs() {}

    /// Whether the blobs are those that the entry names, in its order.
    static boolean own(Stored stored) {
        Leaf leaf = Leaf.decode(stored.entry());
        List<Hash> expected = new ArrayList<>();
        expected.add(leaf.payload());
        expected.addAll(leaf.attachments());
        return MirroredKeys.bare(stored).blobs().stream()
                .map(Envelopes::sha256)
                .toList()
                .equals(expected);
    }
}
