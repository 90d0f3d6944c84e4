// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;

/// Proves that an entry is in the tree of a given size; RFC 9162 §2.1.3. The path runs from the
/// leaf to the root.
public record InclusionProof(EntryIndex index, TreeSize size, List<Hash> path) {
    public InclusionProof {
        path = List.copyOf(path);
    }

    /// Verifies by RFC 9162 §2.1.3.2, step by step; returns only when the leaf is in the tree.
    public void verify(Hash leaf, Hash root) {
        // Step 1: an index at or above the tree size fails.
        if (!size.covers(index)) {
            throw new JournalRefusal(
                    Reason.INDEX_BEYOND_SIZE, "index " + index + " in a tree of " + size);
        }
        // Step 2: fn = leaf_index, sn = tree_size - 1.
        long fn = index.value();
        long sn = size.value() - 1;
        // Step 3: r = hash.
        Hash r = leaf;
        // Step 4: for each value p of the path:
        for (Hash p : path) {
            // 4.1: sn = 0 fails.
            if (sn == 0) {
                throw new JournalRefusal(
                        Reason.PROOF_TOO_LONG, path.size() + " hashes are more than needed");
            }
            // 4.2: LSB(fn) set, or fn = sn: p is on the left.
            if ((fn & 1) == 1 || fn == sn) {
                r = MerkleTree.nodeHash(p, r);
                // 4.2.2: shift until LSB(fn) is set or fn is 0.
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                r = MerkleTree.nodeHash(r, p);
            }
            // 4.3: shift both once.
            fn >>= 1;
            sn >>= 1;
        }
        // Step 5: sn must be 0 and r must be the root.
        if (sn != 0) {
            throw new JournalRefusal(
                    Reason.PROOF_TOO_SHORT, path.size() + " hashes are fewer than needed");
        }
        if (!r.equals(root)) {
            throw new JournalRefusal(Reason.ROOT_DIFFERS, "expected " + root + ", found " + r);
        }
    }
}
