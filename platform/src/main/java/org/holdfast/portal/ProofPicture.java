// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Hash;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.TlogProof;

/// The path from one entry to the signed root as a picture: own hashes in a column, the sibling of
/// each level to its left or right. Follows RFC 9162 §2.1.3.2, so what is drawn is what a verifier
/// computes.
///
/// @param levels from the entry upwards, where a sibling joins
/// @param nodes the own column from the entry to the root
record ProofPicture(long index, long size, int height, List<Level> levels, List<Node> nodes) {
    /// Points between two levels.
    static final int STEP = 58;

    private static final int TOP = 24;
    private static final int BOTTOM = 46;
    private static final int LEFT = 130;
    private static final int RIGHT = 590;

    static final ProofPicture NONE = new ProofPicture(0, 0, 48, List.of(), List.of());

    /// A sibling.
    record Level(int y, int siblingX, String sibling) {}

    /// A hash of the own column.
    record Node(int y, String hash, String kind) {}

    static ProofPicture of(Hash leaf, TlogProof proof) {
        long index = proof.index().value();
        Checkpoint checkpoint = Checkpoint.parse(proof.checkpoint().text());
        long size = checkpoint.size().value();
        int height = TOP + BOTTOM + STEP * proof.path().size();
        List<Level> levels = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        long own = index;
        long last = size - 1;
        Hash hash = leaf;
        int y = height - BOTTOM;
        nodes.add(new Node(y, cut(hash), proof.path().isEmpty() ? "hf-root" : "hf-own"));
        for (Hash sibling : proof.path()) {
            boolean left = (own & 1) == 1 || own == last;
            levels.add(new Level(y, left ? LEFT : RIGHT, cut(sibling)));
            if (left) {
                hash = MerkleTree.nodeHash(sibling, hash);
                while ((own & 1) == 0 && own != 0) {
                    own >>= 1;
                    last >>= 1;
                }
            } else {
                hash = MerkleTree.nodeHash(hash, sibling);
            }
            own >>= 1;
            last >>= 1;
            y -= STEP;
            boolean root = levels.size() == proof.path().size();
            nodes.add(new Node(y, cut(hash), root ? "hf-root" : ""));
        }
        return new ProofPicture(index, size, height, List.copyOf(levels), List.copyOf(nodes));
    }

    private static String cut(Hash hash) {
        return hash.hex().substring(0, 14) + "…";
    }
}
