// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.journal.MerkleTree;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.SqlRows.Row;
import org.jspecify.annotations.Nullable;

/// Puts waiting rows in the journal's order and checks that every entity's entries form one chain:
/// version n names the leaf of version n-1. An entry that does not continue its chain is a bug of a
/// writer and stops the journal, since no index may be given to it.
///
/// For one thread.
final class Chains {
    private record Tip(long version, Hash leaf) {}

    private final FoldedIndex index;

    /// Of entries that have their place and are not in the index yet.
    private final Map<Handle, Tip> placed = new HashMap<>();

    Chains(FoldedIndex index) {
        this.index = index;
    }

    /// By version first, so that an entity's entries come in order; then by age.
    ///
    /// @throws LedgerFault with `BROKEN_CHAIN`, naming the row, when one of them cannot be read or
    ///   does not continue its chain
    List<Row> inOrder(List<Row> rows) {
        Map<Row, Leaf> leaves = new HashMap<>();
        rows.forEach(row -> leaves.put(row, decode(row)));
        Comparator<Row> byVersion =
                Comparator.comparingLong(row -> leafOf(leaves, row).entityVersion());
        List<Row> ordered = rows.stream().sorted(byVersion.thenComparingLong(Row::id)).toList();
        Map<Handle, Tip> tips = new HashMap<>();
        for (Row row : ordered) {
            Leaf leaf = leafOf(leaves, row);
            check(leaf, row, tips.getOrDefault(leaf.entity(), placed.get(leaf.entity())));
            tips.put(leaf.entity(), new Tip(leaf.entityVersion(), row.leaf()));
        }
        return ordered;
    }

    /// An entry has its place; whatever continues it may come before it is sealed.
    void placed(Leaf leaf, Hash hash) {
        placed.put(leaf.entity(), new Tip(leaf.entityVersion(), hash));
    }

    /// The index has an entry.
    void sealed(Leaf leaf, Hash hash) {
        placed.remove(leaf.entity(), new Tip(leaf.entityVersion(), hash));
    }

    /// Reads a row as the entry that it says it is.
    static Leaf decode(Row row) {
        try {
            Leaf leaf = Leaf.decode(row.stored().entry());
            if (!MerkleTree.leafHash(row.stored().entry()).equals(row.leaf())) {
                throw broken(row, "is not the entry of its leaf hash");
            }
            return leaf;
        } catch (IllegalArgumentException unreadable) {
            throw broken(row, "cannot be read: " + unreadable.getMessage());
        }
    }

    private static LedgerFault broken(Row row, String why) {
        return new LedgerFault(
                LedgerFault.Code.BROKEN_CHAIN,
                "row %d (leaf %s) of the central journal %s"
                        .formatted(row.id(), row.leaf().hex(), why));
    }

    private static Leaf leafOf(Map<Row, Leaf> leaves, Row row) {
        Leaf leaf = leaves.get(row);
        if (leaf == null) {
            throw new IllegalStateException("a row without its leaf");
        }
        return leaf;
    }

    private void check(Leaf leaf, Row row, @Nullable Tip unsealed) {
        long before = 0;
        boolean continues;
        if (unsealed != null) {
            before = unsealed.version();
            continues = leaf.previous().equals(Optional.of(unsealed.leaf()));
        } else {
            Optional<FoldedIndex.Tip> tip = index.tip(leaf.entity());
            before = tip.map(FoldedIndex.Tip::version).orElse(0L);
            continues =
                    tip.map(FoldedIndex.Tip::place).equals(leaf.previous().flatMap(index::byLeaf));
        }
        if (!continues || leaf.entityVersion() != before + 1) {
            throw broken(
                    row,
                    "is version %d of entity %s, where %d is next, or does not name its previous entry"
                            .formatted(leaf.entityVersion(), leaf.entity(), before + 1));
        }
    }
}
