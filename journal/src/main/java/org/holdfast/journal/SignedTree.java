// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;
import org.holdfast.journal.JournalRefusal.Reason;

/// Proofs from the tiles of a journal, up to the size that is signed. Thread-safe.
///
/// @param source where the tiles are
/// @param signed the size of the latest checkpoint
record SignedTree(Source source, TreeSize signed) {
    InclusionProof inclusion(EntryIndex index, TreeSize size) {
        Tiles tiles = upTo(size);
        if (!size.covers(index)) {
            throw new JournalRefusal(
                    Reason.INDEX_BEYOND_SIZE, "index " + index + " in a tree of " + size);
        }
        List<Hash> path = tiles.inclusion(index.value(), size.value());
        return new InclusionProof(index, size, path);
    }

    ConsistencyProof consistency(TreeSize first, TreeSize second) {
        Tiles tiles = upTo(second);
        if (first.compareTo(second) > 0) {
            throw new JournalRefusal(Reason.SIZES_REVERSED, first + " is above " + second);
        }
        List<Hash> path = tiles.consistency(first.value(), second.value());
        return new ConsistencyProof(first, second, path);
    }

    SubtreeProof subtree(EntryIndex start, TreeSize end, TreeSize size) {
        Tiles tiles = upTo(size);
        new SubtreeProof(start, end, size, List.of()).requireSubtree();
        List<Hash> path = tiles.subtree(start.value(), end.value(), size.value());
        return new SubtreeProof(start, end, size, path);
    }

    Hash root(TreeSize size) {
        return upTo(size).root(size.value());
    }

    private Tiles upTo(TreeSize size) {
        if (size.compareTo(signed) > 0) {
            throw new JournalRefusal(
                    Reason.SIZE_BEYOND_SIGNED, "signed are " + signed + ", asked was " + size);
        }
        return new Tiles(source, signed);
    }
}
