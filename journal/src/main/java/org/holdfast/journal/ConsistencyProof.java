// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;

/// Proves that a newer tree begins with all of an older one; RFC 9162 §2.1.4.
public record ConsistencyProof(TreeSize first, TreeSize second, List<Hash> path) {
    public ConsistencyProof {
        path = List.copyOf(path);
    }

    /// Verifies by RFC 9162 §2.1.4.2, step by step; returns only when the trees agree. The RFC
    /// speaks of 0 < first < second; the borders are settled before its first step.
    public void verify(Hash firstHash, Hash secondHash) {
        if (first.compareTo(second) > 0) {
            throw new JournalRefusal(
                    Reason.SIZES_REVERSED, "older size " + first + ", newer size " + second);
        }
        if (first.value() == 0 || first.equals(second)) {
            verifyBorder(firstHash, secondHash);
            return;
        }
        // Step 1: an empty path fails.
        if (path.isEmpty()) {
            throw new JournalRefusal(Reason.PROOF_TOO_SHORT, "no hashes at all");
        }
        // Step 2: when first is a power of two, first_hash goes in front.
        List<Hash> hashes = new ArrayList<>(path);
        if (Long.bitCount(first.value()) == 1) {
            hashes.addFirst(firstHash);
        }
        verifySteps(hashes, firstHash, secondHash);
    }

    private void verifySteps(List<Hash> hashes, Hash firstHash, Hash secondHash) {
        // Step 3: fn = first - 1, sn = second - 1.
        long fn = first.value() - 1;
        long sn = second.value() - 1;
        // Step 4: shift both while LSB(fn) is set.
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        // Step 5: fr and sr are the first hash.
        Hash fr = hashes.getFirst();
        Hash sr = hashes.getFirst();
        // Step 6: for each further value c:
        for (Hash c : hashes.subList(1, hashes.size())) {
            // 6.1: sn = 0 fails.
            if (sn == 0) {
                throw new JournalRefusal(
                        Reason.PROOF_TOO_LONG, path.size() + " hashes are more than needed");
            }
            // 6.2: LSB(fn) set, or fn = sn: c is on the left of both trees.
            if ((fn & 1) == 1 || fn == sn) {
                fr = MerkleTree.nodeHash(c, fr);
                sr = MerkleTree.nodeHash(c, sr);
                // 6.2.3: shift until LSB(fn) is set or fn is 0.
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = MerkleTree.nodeHash(sr, c);
            }
            // 6.3: shift both once.
            fn >>= 1;
            sn >>= 1;
        }
        // Step 7: fr and sr must be the given roots and sn must be 0.
        if (sn != 0) {
            throw new JournalRefusal(
                    Reason.PROOF_TOO_SHORT, path.size() + " hashes are fewer than needed");
        }
        requireOld(firstHash, fr);
        requireNew(secondHash, sr);
    }

    private void verifyBorder(Hash firstHash, Hash secondHash) {
        if (!path.isEmpty()) {
            throw new JournalRefusal(
                    Reason.PROOF_TOO_LONG, path.size() + " hashes where none is needed");
        }
        if (first.value() == 0) {
            requireOld(firstHash, MerkleTree.emptyRoot());
        }
        if (first.equals(second)) {
            requireNew(secondHash, firstHash);
        }
    }

    private static void requireOld(Hash expected, Hash found) {
        if (!found.equals(expected)) {
            throw new JournalRefusal(
                    Reason.OLD_ROOT_DIFFERS, "expected " + expected + ", found " + found);
        }
    }

    private static void requireNew(Hash expected, Hash found) {
        if (!found.equals(expected)) {
            throw new JournalRefusal(
                    Reason.ROOT_DIFFERS, "expected " + expected + ", found " + found);
        }
    }
}
