// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;

/// An entry as stored, with its blobs. Erased blobs are zero bytes of their old length.
public final class Stored {
    private final EntryIndex index;
    private final byte[] entry;
    private final List<byte[]> blobs;

    Stored(EntryIndex index, byte[] entry, List<byte[]> blobs) {
        this.index = index;
        this.entry = entry;
        this.blobs = List.copyOf(blobs);
    }

    /// Its place in the journal.
    public EntryIndex index() {
        return index;
    }

    /// The bytes that the leaf hash covers; not to be changed.
    public byte[] entry() {
        return entry;
    }

    /// The blobs, first to last; not to be changed.
    public List<byte[]> blobs() {
        return blobs;
    }

    /// The leaf hash of the entry.
    public Hash leafHash() {
        return MerkleTree.leafHash(entry);
    }

    /// True when there are blob bytes and all of them are zero: the blobs were erased.
    public boolean erased() {
        return blobs.stream().anyMatch(blob -> blob.length > 0) && !holdsBlobs();
    }

    /// True when a blob has a byte that is not zero: there is something left to erase.
    public boolean holdsBlobs() {
        for (byte[] blob : blobs) {
            for (byte b : blob) {
                if (b != 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
