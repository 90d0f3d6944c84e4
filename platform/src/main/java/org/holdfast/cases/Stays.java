// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.LocalDate;
import org.holdfast.catalogue.MoveRule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Where somebody lives and lived, in the facts of a record: read and written the way that the pack
/// says the register keeps it. Stateless.
final class Stays {
    private Stays() {}

    /// A new stay.
    ///
    /// @param reported the day of the report
    /// @param head the name of the household's head, and `relation` the mover's to it
    record Arrival(
            String address,
            String detail,
            LocalDate movedOn,
            LocalDate reported,
            String head,
            String relation) {
        /// Does not print where to.
        @Override
        public String toString() {
            return "Arrival";
        }
    }

    /// Since when the person lives there; empty where it is not known.
    static String since(MoveRule rule, ObjectNode facts) {
        return switch (rule.entries().addresses()) {
            case LISTED -> {
                JsonNode stays = facts.path("addresses");
                yield stays.path(stays.size() - 1).path("from").asString("");
            }
            case CURRENT -> facts.path("addressFrom").asString("");
        };
    }

    /// The first day on which the person could move from there: neither before birth nor before it
    /// came there.
    static String earliest(MoveRule rule, ObjectNode facts) {
        return later(facts.path("birth").asString(""), since(rule, facts));
    }

    private static String later(String one, String other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /// Writes a new stay into the facts.
    static void add(MoveRule rule, ObjectNode facts, Arrival arrival) {
        String counts = rule.since(arrival.reported(), arrival.movedOn()).toString();
        String from = later(counts, earliest(rule, facts));
        switch (rule.entries().addresses()) {
            case LISTED -> list(rule, list(facts, "addresses").addObject(), arrival, from);
            case CURRENT -> replace(rule, facts, arrival, from);
        }
    }

    private static void list(MoveRule rule, ObjectNode stay, Arrival arrival, String from) {
        stay.put("address", arrival.address());
        if (!arrival.detail().isEmpty()) {
            stay.put("detail", arrival.detail());
        }
        stay.put("from", from);
        stay.put("reported", arrival.reported().toString());
        stay.put("movedOn", arrival.movedOn().toString());
        stay.put("reason", rule.entries().reason());
        stay.put("head", arrival.head());
        stay.put("relation", arrival.relation());
    }

    /// The stay that was the present one becomes the last of the history, with the reason that had
    /// brought the person there.
    private static void replace(MoveRule rule, ObjectNode facts, Arrival arrival, String since) {
        String left = facts.path("address").asString("");
        ArrayNode history = list(facts, "history");
        String reason = reason(rule, facts, history.isEmpty());
        ObjectNode before = history.addObject();
        before.put("address", left);
        before.put("from", facts.path("addressFrom").asString(""));
        before.put("notified", facts.path("notified").asString(""));
        before.put("reason", reason);
        facts.putObject("movedFrom").put("address", left).put("movedOut", since);
        facts.put("address", rule.address().writing().of(arrival.address(), arrival.detail()));
        facts.put("addressFrom", since);
        facts.put("notified", arrival.reported().toString());
    }

    /// Whoever has no earlier address here came from elsewhere or was born here.
    private static String reason(MoveRule rule, ObjectNode facts, boolean first) {
        if (!first) {
            return rule.entries().reason();
        }
        boolean born =
                !facts.has("previousAddress")
                        && facts.path("addressFrom").equals(facts.path("birth"));
        return born ? "birth" : "move-in";
    }

    private static ArrayNode list(ObjectNode facts, String name) {
        return facts.get(name) instanceof ArrayNode known ? known : facts.putArray(name);
    }
}
