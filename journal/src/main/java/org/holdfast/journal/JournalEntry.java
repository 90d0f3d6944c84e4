// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import org.jspecify.annotations.Nullable;

/// An entry without its blobs, as a scan gives it. The array is fresh and belongs to the receiver.
public final class JournalEntry {
    private final EntryIndex index;
    private final byte[] entry;
    private @Nullable Hash leafHash;

    JournalEntry(EntryIndex index, byte[] entry) {
        this.index = index;
        this.entry = entry;
    }

    /// Its place in the journal.
    public EntryIndex index() {
        return index;
    }

    /// The bytes that the leaf hash covers.
    public byte[] entry() {
        return entry;
    }

    /// The leaf hash of the entry.
    public Hash leafHash() {
        Hash known = leafHash;
        if (known == null) {
            known = MerkleTree.leafHash(entry);
            leafHash = known;
        }
        return known;
    }
}
