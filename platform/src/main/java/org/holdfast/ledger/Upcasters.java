// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/// The one place that knows older shapes of entries. A journal is never rewritten, so every entry
/// ever written stays readable: its content is turned into today's shape when it is read, and its
/// stored bytes, which the leaf commits to, stay what they are.
///
/// A change of an entry's shape adds a row here, keeps the row of the shape before, and adds a
/// small journal of the shape before to `src/test/resources/journals`, which every build replays. A
/// new field that may be absent is no change of shape.
final class Upcasters {
    private static final UnaryOperator<ObjectNode> SAME = UnaryOperator.identity();

    /// By schema of the leaf, then by type of the entry. Types that nobody replays are not listed:
    /// each reader of theirs reads them as they are.
    private static final Map<Integer, Map<String, UnaryOperator<ObjectNode>>> CONTENT =
            Map.of(
                    1,
                    Map.of(
                            Leaf.OPENING, SAME,
                            Leaf.RECORD, SAME,
                            Leaf.STATE, SAME,
                            Leaf.FILED, SAME,
                            ErasureAct.TYPE, SAME));

    private Upcasters() {}

    /// Whether a replay understands entries of this type and schema. One that it does not was
    /// written by a newer program, and leaving it out would be silent loss.
    static boolean replays(String type, int schema) {
        return CONTENT.getOrDefault(schema, Map.of()).containsKey(type);
    }

    /// Schemas that can be read.
    static Set<Integer> schemas() {
        return CONTENT.keySet();
    }

    /// Today's shape of content.
    static ObjectNode today(String type, int schema, ObjectNode stored) {
        return CONTENT.getOrDefault(schema, Map.of()).getOrDefault(type, SAME).apply(stored);
    }
}
