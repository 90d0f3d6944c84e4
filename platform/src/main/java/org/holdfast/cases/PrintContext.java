// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.catalogue.Service;
import org.holdfast.ledger.CanonicalJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Chooses whose data a paper shows and lays the facts out for the pack's `print` part: `person`,
/// `head`, `household`, `members` (chosen), `applicant`, `purpose`, `options`, `today`. Stateless.
final class PrintContext {
    private PrintContext() {}

    /// The members whose data the paper shows; the holder always.
    static List<ObjectNode> chosen(Service service, Permit permit, Household home) {
        String holder = home.subject().id().toString();
        boolean alone =
                service.covers() == Service.Covers.PERSON
                        || permit.option("kind").equals("personal")
                        || permit.option("names").equals("false");
        boolean part = !permit.persons().isEmpty();
        boolean lodgers = service.option("cohabitants").isEmpty() || permit.chosen("cohabitants");
        List<ObjectNode> chosen = new ArrayList<>();
        for (ObjectNode member : home.members()) {
            String id = member.path("id").asString("");
            boolean self = id.equals(holder);
            boolean wanted =
                    !alone
                            && (!part || permit.persons().contains(id))
                            && (lodgers || !isCohabitant(member));
            if (self || wanted) {
                chosen.add(member);
            }
        }
        return chosen;
    }

    private static boolean isCohabitant(ObjectNode member) {
        return member.path("relation").asString("").equals("cohabitant");
    }

    static ObjectNode of(Service service, Permit permit, Household home, LocalDate today) {
        ObjectNode context = CanonicalJson.object();
        context.set("person", home.person());
        context.set("head", home.head());
        context.set("household", home.household());
        ArrayNode members = context.putArray("members");
        for (ObjectNode facts : chosen(service, permit, home)) {
            members.add(member(facts, home, permit));
        }
        ObjectNode applicant = context.putObject("applicant");
        applicant.put("name", permit.applicant().name());
        applicant.put("birth", permit.applicant().birth());
        context.put("purpose", permit.purpose());
        ObjectNode options = context.putObject("options");
        permit.options().forEach(options::put);
        context.put("today", today.toString());
        return context;
    }

    private static ObjectNode member(ObjectNode facts, Household home, Permit permit) {
        ObjectNode member = facts.deepCopy();
        boolean self = facts.path("id").asString("").equals(home.subject().id().toString());
        member.put("isHolder", self);
        boolean apart = isCohabitant(facts) && permit.chosen("cohabitants");
        member.put("place", apart ? "cohabitant" : "member");
        JsonNode stays = facts.path("addresses");
        if (!stays.isEmpty()) {
            member.set("stay", movedIn(stays));
        }
        return member;
    }

    /// The entry of the move that brought a person here: an address that was only written anew
    /// brought nobody.
    private static JsonNode movedIn(JsonNode stays) {
        int at = stays.size() - 1;
        while (at > 0 && stays.get(at).path("reason").asString("").equals("road-name")) {
            at--;
        }
        return stays.get(at);
    }
}
