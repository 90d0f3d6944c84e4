// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;
import org.holdfast.journal.Hash;
import org.holdfast.journal.NewEntry;

/// An entry ready to be stored: leaf, its hash, and its exact bytes with the blobs it commits to.
record Envelope(Leaf leaf, Hash hash, NewEntry stored) {
    static Envelope of(Leaf leaf, List<byte[]> blobs) {
        NewEntry stored = new NewEntry(leaf.encode(), blobs);
        return new Envelope(leaf, stored.leafHash(), stored);
    }
}
