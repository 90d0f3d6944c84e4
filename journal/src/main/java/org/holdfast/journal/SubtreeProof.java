// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;

/// Proves that a range of entries is part of a tree: that the hash over the entries from start up
/// to, but not with, end is consistent with the root of the tree of a size. The subtree consistency
/// proof of draft-ietf-plants-merkle-tree-certs-02 §4.4, as C2SP tlog-mirror uses it.
public record SubtreeProof(EntryIndex start, TreeSize end, TreeSize size, List<Hash> path) {
    public SubtreeProof {
        path = List.copyOf(path);
    }

    /// Verifies by §4.4.3, step by step; returns only when the subtree is part of the tree.
    public void verify(Hash nodeHash, Hash rootHash) {
        // Step 1: [start, end) is a valid subtree, and end <= n.
        requireSubtree();
        // Step 2: an empty subtree has no proof and the hash of nothing.
        if (start.value() == end.value()) {
            verifyEmpty(nodeHash);
            return;
        }
        // Step 3: fn = start, sn = end - 1, tn = n - 1.
        long fn = start.value();
        long sn = end.value() - 1;
        long tn = size.value() - 1;
        // Steps 4 and 5: when sn is tn, shift until fn is sn; else until fn is sn or LSB(sn) is
        // not set.
        boolean atEdge = sn == tn;
        while (fn != sn && (atEdge || (sn & 1) == 1)) {
            fn >>= 1;
            sn >>= 1;
            tn >>= 1;
        }
        // Step 6: when fn is sn, fr and sr are the subtree's own hash.
        if (fn == sn) {
            verifySteps(new Walk(fn, sn, tn), nodeHash, path, nodeHash, rootHash);
            return;
        }
        // Step 7: else they are the first value of the proof, which must have one.
        if (path.isEmpty()) {
            throw new JournalRefusal(Reason.PROOF_TOO_SHORT, "no hashes at all");
        }
        List<Hash> rest = path.subList(1, path.size());
        verifySteps(new Walk(fn, sn, tn), path.getFirst(), rest, nodeHash, rootHash);
    }

    /// Where steps 4 and 5 end.
    private record Walk(long fn, long sn, long tn) {}

    private void verifySteps(Walk from, Hash seed, List<Hash> rest, Hash nodeHash, Hash rootHash) {
        long fn = from.fn();
        long sn = from.sn();
        long tn = from.tn();
        Hash fr = seed;
        Hash sr = seed;
        // Step 8: for each value c:
        for (Hash c : rest) {
            // 8.1: tn = 0 fails.
            if (tn == 0) {
                throw new JournalRefusal(
                        Reason.PROOF_TOO_LONG, path.size() + " hashes are more than needed");
            }
            // 8.2: LSB(sn) set, or sn = tn: c is on the left.
            if ((sn & 1) == 1 || sn == tn) {
                // 8.2.1: it is part of the subtree only while fn < sn.
                if (fn < sn) {
                    fr = MerkleTree.nodeHash(c, fr);
                }
                sr = MerkleTree.nodeHash(c, sr);
                // 8.2.3: shift until LSB(sn) is set. It ends: sn = 0 would mean tn = 0.
                while ((sn & 1) == 0) {
                    fn >>= 1;
                    sn >>= 1;
                    tn >>= 1;
                }
            } else {
                sr = MerkleTree.nodeHash(sr, c);
            }
            // 8.4: shift all once.
            fn >>= 1;
            sn >>= 1;
            tn >>= 1;
        }
        // Step 9: tn must be 0, fr the subtree's hash and sr the root.
        if (tn != 0) {
            throw new JournalRefusal(
                    Reason.PROOF_TOO_SHORT, path.size() + " hashes are fewer than needed");
        }
        if (!fr.equals(nodeHash)) {
            throw new JournalRefusal(
                    Reason.OLD_ROOT_DIFFERS, "expected " + nodeHash + ", found " + fr);
        }
        if (!sr.equals(rootHash)) {
            throw new JournalRefusal(Reason.ROOT_DIFFERS, "expected " + rootHash + ", found " + sr);
        }
    }

    /// §4.1: start is a multiple of the smallest power of two that is no less than the length.
    void requireSubtree() {
        long length = end.value() - start.value();
        boolean fits = length >= 0 && end.compareTo(size) <= 0;
        long mask = length <= 1 ? 0 : -1L >>> Long.numberOfLeadingZeros(length - 1);
        if (!fits || (start.value() & mask) != 0) {
            throw new JournalRefusal(
                    Reason.NO_SUCH_SUBTREE, "[%s, %s) in a tree of %s".formatted(start, end, size));
        }
    }

    private void verifyEmpty(Hash nodeHash) {
        if (!path.isEmpty()) {
            throw new JournalRefusal(
                    Reason.PROOF_TOO_LONG, path.size() + " hashes where none is needed");
        }
        if (!nodeHash.equals(MerkleTree.emptyRoot())) {
            throw new JournalRefusal(Reason.OLD_ROOT_DIFFERS, "the hash of nothing is another");
        }
    }
}
