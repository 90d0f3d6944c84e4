// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.ArrayList;
import java.util.List;

/// The right edge of a growing tree: the roots of its complete subtrees, largest first. Appending
/// costs amortised one hash, the root a handful. Not thread-safe.
public final class Frontier {
    private final List<Hash> subtrees = new ArrayList<>();
    private long size;

    /// An empty tree.
    public Frontier() {}

    /// The right edge of a tree of the given size; one subtree for each bit set, largest first.
    public Frontier(TreeSize size, List<Hash> subtrees) {
        if (Long.bitCount(size.value()) != subtrees.size()) {
            throw new IllegalArgumentException(
                    "size %s has %d complete subtrees, found %d"
                            .formatted(size, Long.bitCount(size.value()), subtrees.size()));
        }
        this.size = size.value();
        this.subtrees.addAll(subtrees);
    }

    /// Another one over the same leaves, which grows by itself.
    Frontier copy() {
        return new Frontier(size(), subtrees);
    }

    /// Appends one leaf hash.
    public void append(Hash leaf) {
        Hash hash = leaf;
        for (long carry = size; (carry & 1) == 1; carry >>= 1) {
            hash = MerkleTree.nodeHash(subtrees.removeLast(), hash);
        }
        subtrees.addLast(hash);
        size++;
    }

    /// Entries so far.
    public TreeSize size() {
        return new TreeSize(size);
    }

    /// The root over all leaves so far, RFC 6962 §2.1.
    public Hash root() {
        if (subtrees.isEmpty()) {
            return MerkleTree.emptyRoot();
        }
        Hash root = subtrees.getLast();
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = MerkleTree.nodeHash(subtrees.get(i), root);
        }
        return root;
    }

    /// The roots of the complete subtrees, largest first.
    public List<Hash> subtrees() {
        return List.copyOf(subtrees);
    }
}
