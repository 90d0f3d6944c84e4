// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a move entered, as kept beside its operation, so that the next try gives the same answer.
///
/// @param records whose entry each leaf is, in the order of the leaves; empty in outcomes that were
///   kept before it was noted
record MoveOutcome(
        LocalDate effective, int movers, boolean late, List<Hash> leaves, List<RecordRef> records) {
    MoveOutcome {
        leaves = List.copyOf(leaves);
        records = List.copyOf(records);
    }

    /// Whether what was kept beside an operation is a move; other operations keep other things.
    static boolean isOne(ObjectNode kept) {
        return kept.path("leaves").isArray() && kept.has("movers");
    }

    static MoveOutcome read(ObjectNode kept) {
        List<Hash> leaves = new ArrayList<>();
        for (JsonNode leaf : kept.path("leaves")) {
            leaves.add(Hash.of(Base64.getDecoder().decode(leaf.asString(""))));
        }
        List<RecordRef> records = new ArrayList<>();
        for (JsonNode record : kept.path("records")) {
            records.add(RecordRef.parse(record.asString("")));
        }
        return new MoveOutcome(
                LocalDate.parse(kept.path("effective").asString("")),
                kept.path("movers").asInt(0),
                kept.path("late").asBoolean(false),
                leaves,
                records);
    }

    ObjectNode json() {
        ObjectNode outcome = CanonicalJson.object();
        outcome.put("effective", effective.toString());
        outcome.put("movers", movers);
        outcome.put("late", late);
        ArrayNode list = outcome.putArray("leaves");
        leaves.forEach(leaf -> list.add(leaf.base64()));
        ArrayNode whose = outcome.putArray("records");
        records.forEach(record -> whose.add(record.toString()));
        return outcome;
    }
}
