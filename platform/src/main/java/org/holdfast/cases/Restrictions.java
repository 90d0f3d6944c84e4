// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.List;
import java.util.Map;
import java.util.UUID;
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
/// @param protection lays what was blocked meanwhile over the facts
record Restrictions(
        RequestRules.Request request,
        AskerRule rule,
        Map<String, String> options,
        Permit.Applicant applicant,
        Protection protection) {

    void check() throws NotPermitted {
        List<Service.Restriction> all = request.service().restrictions();
        List<ObjectNode> shown = all.isEmpty() ? List.of() : shown();
        for (Service.Restriction restriction : all) {
            boolean applies =
                    switch (restriction.test()) {
                        case BLOCKED_APPLICANT -> shown.stream().anyMatch(this::blocksApplicant);
                        case PROTECTED_SUBJECT ->
                                shown.stream().anyMatch(Protection::says) && !inPerson();
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

    /// Everybody whose data the paper may show, with all that stands about them now.
    private List<ObjectNode> shown() {
        List<ObjectNode> facts =
                request.service().covers() == Service.Covers.PERSON
                        ? List.of(request.home().person())
                        : request.home().members();
        return facts.stream().map(one -> protection.over(ref(one), one)).toList();
    }

    private RecordRef ref(ObjectNode facts) {
        return new RecordRef(
                request.home().subject().register(),
                UUID.fromString(facts.path("id").asString("")));
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
        if (Protection.isUnread(facts) && !isThePerson(facts)) {
            return true;
        }
        for (JsonNode blocked : Protection.blocked(facts)) {
            if (request.who().role() == Role.CITIZEN
                    && blocked.path("record").asString("-").equals(own())) {
                return true;
            }
            if (blocked.path("name").asString("").equals(applicant.name())
                    && mayBe(blocked, applicant.birth())) {
                return true;
            }
        }
        return false;
    }

    private String own() {
        return request.who()
                .subject()
                .map(s -> new RecordRef(s.register(), s.record()).toString())
                .orElse("");
    }

    private boolean isThePerson(ObjectNode facts) {
        return request.who().role() == Role.CITIZEN
                ? own().equals(ref(facts).toString())
                : inPerson() && RequestRules.named(facts).equals(applicant);
    }

    /// Only a birth date that is known on both sides and differs tells two namesakes apart.
    private static boolean mayBe(JsonNode blocked, String birth) {
        String known = blocked.path("birth").asString("");
        return birth.isEmpty() || known.isEmpty() || known.equals(birth);
    }
}
