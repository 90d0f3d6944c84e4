// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.List;
import java.util.Map;
import org.holdfast.catalogue.AskerRule;
import org.holdfast.catalogue.Service;
import org.holdfast.identity.Role;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The cases in which a paper is not given although the ground holds. In doubt they refuse. What
/// the asker learns is the same for every protected person.
///
/// @param options as given and completed
record Restrictions(
        RequestRules.Request request,
        AskerRule rule,
        Map<String, String> options,
        Permit.Applicant applicant) {

    void check() throws NotPermitted {
        for (Service.Restriction restriction : request.service().restrictions()) {
            boolean applies =
                    switch (restriction.test()) {
                        case BLOCKED_APPLICANT -> shown().stream().anyMatch(this::blocksApplicant);
                        case PROTECTED_SUBJECT ->
                                shown().stream().anyMatch(Restrictions::isProtected) && !inPerson();
                        case REMOVED_SUBJECT ->
                                !request.home()
                                                .person()
                                                .path("status")
                                                .asString("resident")
                                                .equals("resident")
                                        && !options.getOrDefault("kind", "").equals("personal");
                    };
            if (applies) {
                throw new NotPermitted(
                        Refusal.Code.of(restriction.refusal()), "law", restriction.law());
            }
        }
    }

    /// Everybody whose data the paper may show.
    private List<ObjectNode> shown() {
        return request.service().covers() == Service.Covers.PERSON
                ? List.of(request.home().person())
                : request.home().members();
    }

    private static boolean isProtected(ObjectNode facts) {
        return facts.path("restricted").asBoolean(false) || facts.has("restriction");
    }

    /// The person or a member, known by login; at a counter only when the officer states so and
    /// says how the person was identified.
    private boolean inPerson() {
        if (rule.tie() == AskerRule.Tie.DECLARED) {
            return false;
        }
        return request.who().role() == Role.CITIZEN
                || (!options.getOrDefault("basis", "").isEmpty()
                        && !options.getOrDefault("evidence", "").isEmpty());
    }

    private boolean blocksApplicant(ObjectNode facts) {
        for (JsonNode blocked : facts.path("restriction").path("blocked")) {
            if (request.who().role() == Role.CITIZEN) {
                String own =
                        request.who()
                                .subject()
                                .map(s -> new RecordRef(s.register(), s.record()).toString())
                                .orElse("");
                if (blocked.path("record").asString("-").equals(own)) {
                    return true;
                }
            }
            if (blocked.path("name").asString("").equals(applicant.name())
                    && mayBe(blocked, applicant.birth())) {
                return true;
            }
        }
        return false;
    }

    /// Only a birth date that is known on both sides and differs tells two namesakes apart.
    private static boolean mayBe(JsonNode blocked, String birth) {
        String known = blocked.path("birth").asString("");
        return birth.isEmpty() || known.isEmpty() || known.equals(birth);
    }
}
