// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.holdfast.catalogue.MoveRule;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a move entered, as kept beside its operation, so that the next try gives the same answer.
/// It can be read out of the move's own entries as well: [JournalChange].
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

    /// The same where the journal's entries did not say whether the report was late: that follows
    /// from the days in them.
    static MoveOutcome read(ObjectNode kept, Optional<MoveRule> rule) {
        MoveOutcome read = read(kept);
        if (kept.has("late") || rule.isEmpty() || !kept.has("reported")) {
            return read;
        }
        boolean late =
                rule.get()
                        .isLate(
                                LocalDate.parse(kept.path("reported").asString("")),
                                LocalDate.parse(kept.path("movedOn").asString("")));
        return new MoveOutcome(read.effective, read.movers, late, read.leaves, read.records);
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

    /// What is left when entries were erased; empty without the household at the new address, as by
    /// it people are told of the move. Outcomes that do not say whose entries they are stay.
    Optional<MoveOutcome> without(Predicate<Hash> erased) {
        if (records.size() != leaves.size() || leaves.stream().noneMatch(erased)) {
            return Optional.of(this);
        }
        if (erased.test(leaves.getFirst())) {
            return Optional.empty();
        }
        List<Hash> left = new ArrayList<>();
        List<RecordRef> whose = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            if (!erased.test(leaves.get(i))) {
                left.add(leaves.get(i));
                whose.add(records.get(i));
            }
        }
        return Optional.of(new MoveOutcome(effective, movers, late, left, whose));
    }

    /// What was kept, with these entries and no others.
    ObjectNode in(ObjectNode kept) {
        ObjectNode outcome = kept.deepCopy();
        ObjectNode own = json();
        outcome.set("leaves", own.required("leaves"));
        outcome.set("records", own.required("records"));
        return outcome;
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
