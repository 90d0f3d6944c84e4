// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.SqlRows.Row;
import org.jspecify.annotations.Nullable;

/// Puts waiting rows in the journal's order and checks that every entity's entries form one chain:
/// version n names the leaf of version n-1. An entry that does not continue its chain is a bug of a
/// writer and stops the journal, since no index may be given to it.
final class Chains {
    private record Tip(long version, Hash leaf) {}

    private final FoldedIndex index;

    Chains(FoldedIndex index) {
        this.index = index;
    }

    /// By version first, so that an entity's entries come in order; then by age.
    List<Row> inOrder(List<Row> rows) {
        Map<Row, Leaf> leaves = new HashMap<>();
        rows.forEach(row -> leaves.put(row, Leaf.decode(row.stored().entry())));
        Comparator<Row> byVersion =
                Comparator.comparingLong(row -> leafOf(leaves, row).entityVersion());
        List<Row> ordered = rows.stream().sorted(byVersion.thenComparingLong(Row::id)).toList();
        Map<Handle, Tip> tips = new HashMap<>();
        for (Row row : ordered) {
            Leaf leaf = leafOf(leaves, row);
            check(leaf, row.leaf(), tips.get(leaf.entity()));
            tips.put(leaf.entity(), new Tip(leaf.entityVersion(), row.leaf()));
        }
        return ordered;
    }

    private static Leaf leafOf(Map<Row, Leaf> leaves, Row row) {
        Leaf leaf = leaves.get(row);
        if (leaf == null) {
            throw new IllegalStateException("a row without its leaf");
        }
        return leaf;
    }

    private void check(Leaf leaf, Hash hash, @Nullable Tip inBatch) {
        long before = 0;
        boolean continues;
        if (inBatch != null) {
            before = inBatch.version();
            continues = leaf.previous().equals(Optional.of(inBatch.leaf()));
        } else {
            Optional<FoldedIndex.Tip> tip = index.tip(leaf.entity());
            before = tip.map(FoldedIndex.Tip::version).orElse(0L);
            continues =
                    tip.map(FoldedIndex.Tip::place).equals(leaf.previous().flatMap(index::byLeaf));
        }
        if (!continues || leaf.entityVersion() != before + 1) {
            throw new LedgerFault(
                    LedgerFault.Code.BROKEN_CHAIN,
                    "entry %s of entity %s has version %d where %d is next, or does not name its"
                                    .formatted(
                                            hash, leaf.entity(), leaf.entityVersion(), before + 1)
                            + " previous entry");
        }
    }
}
