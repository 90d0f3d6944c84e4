// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;

/// An entry to append: the leaf's own bytes, and the blobs that it names and that lie beside it.
/// The arrays are not copied; the caller must not change them afterwards.
public final class NewEntry {
    /// The largest entry in bytes; C2SP tlog-tiles writes its length in 16 bits.
    public static final int MAX_ENTRY_BYTES = 65_535;

    /// The most blobs of one entry; the record writes their number in 8 bits.
    public static final int MAX_BLOBS = 255;

    /// The most bytes of all blobs of one entry, so that one record always fits in memory.
    public static final int MAX_BLOB_BYTES = 64 << 20;

    private final byte[] entry;
    private final List<byte[]> blobs;

    /// Refuses an entry or blobs above their limits.
    public NewEntry(byte[] entry, List<byte[]> blobs) {
        this.entry = entry;
        this.blobs = List.copyOf(blobs);
        long total = 0;
        for (byte[] blob : blobs) {
            total += blob.length;
        }
        require(entry.length <= MAX_ENTRY_BYTES, "entry bytes", entry.length, MAX_ENTRY_BYTES);
        require(blobs.size() <= MAX_BLOBS, "blobs", blobs.size(), MAX_BLOBS);
        require(total <= MAX_BLOB_BYTES, "blob bytes", total, MAX_BLOB_BYTES);
    }

    private static void require(boolean fits, String what, long found, long limit) {
        if (!fits) {
            throw new JournalRefusal(
                    Reason.TOO_LARGE, what + ": at most " + limit + ", found " + found);
        }
    }

    /// The bytes that the leaf hash covers.
    public byte[] entry() {
        return entry;
    }

    /// The blobs, first to last.
    public List<byte[]> blobs() {
        return blobs;
    }

    /// The leaf hash of the entry.
    public Hash leafHash() {
        return MerkleTree.leafHash(entry);
    }
}
