// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.Optional;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.registers.RecordEntry;
import tools.jackson.databind.node.ObjectNode;

/// What each entry of a move says of the whole move, beside the facts of its own record: enough to
/// answer for the move from the journal alone. It stands in the encrypted content of each of them,
/// so it ends with the last record whose key is destroyed.
///
/// @param request hex of SHA-256 over the canonical request
/// @param movers how many persons moved
/// @param late whether the report came after the days that the pack gives for it
/// @param number of this entry in the move, from 0: the household at the new address
record MovePart(String request, int movers, boolean late, int number) {
    ObjectNode json() {
        return CanonicalJson.object()
                .put("request", request)
                .put("movers", movers)
                .put("late", late)
                .put("part", number);
    }

    /// Empty in entries from before it was noted, and in those of other operations.
    static Optional<MovePart> of(RecordEntry entry) {
        return entry.about()
                .filter(words -> words.has("request") && words.has("part"))
                .map(words ->
                        new MovePart(
                                words.path("request").asString(""),
                                words.path("movers").asInt(0),
                                words.path("late").asBoolean(false),
                                words.path("part").asInt(0)));
    }
}
