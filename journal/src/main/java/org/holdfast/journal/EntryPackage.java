// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;

/// One package of an `add-entries` request; C2SP tlog-mirror: entries of one bundle, and the proof
/// that the bundle up to its end is part of the tree.
///
/// @param bundle the first entry of the bundle, a multiple of 256
/// @param start the first entry that is sent
/// @param end the first entry that is not
/// @param entries the entries from start to end; the arrays are not copied
/// @param proof the hashes of the subtree proof for the bundle's entries up to the end
record EntryPackage(
        EntryIndex bundle, EntryIndex start, TreeSize end, List<byte[]> entries, List<Hash> proof) {
    EntryPackage {
        entries = List.copyOf(entries);
        proof = List.copyOf(proof);
    }

    /// Refuses entries that are not those of the tree. The entries of the bundle before the start
    /// are given by whoever has them.
    void verify(List<byte[]> before, Checkpoint tree) {
        Frontier subtree = new Frontier();
        before.forEach(entry -> subtree.append(MerkleTree.leafHash(entry)));
        entries.forEach(entry -> subtree.append(MerkleTree.leafHash(entry)));
        new SubtreeProof(bundle, end, tree.size(), proof).verify(subtree.root(), tree.root());
    }
}
