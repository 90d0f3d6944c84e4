// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;
import org.holdfast.facts.Consents;
import org.holdfast.facts.Party;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/consents`: what a person lets relying parties have checked. To see and to withdraw is
/// served in every state; to give wants an account that is believed for everything.
@RestController
class ConsentRoutes {
    private static final Set<String> FIELDS =
            Set.of("relyingParty", "facts", "purpose", "note", "until", "uses");
    private static final int MOST_FACTS = 20;
    private static final int MOST_USES = 1_000_000;

    private final Consents consents;

    ConsentRoutes(Consents consents) {
        this.consents = consents;
    }

    @Allowed(Role.CITIZEN)
    @PostMapping("/api/v1/consents")
    ResponseEntity<ObjectNode> give(HttpServletRequest request) throws IOException {
        var operation = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        Consents.Consent given =
                FactAnswers.given(
                        consents.give(
                                new Consents.GiveCommand(
                                        Caller.require(request),
                                        operation,
                                        body.text("relyingParty", 80),
                                        body.texts("facts", MOST_FACTS, 80),
                                        body.text("purpose", 80),
                                        body.maybe("note", 400).orElse(""),
                                        body.day("until")
                                                .orElseThrow(() ->
                                                        new ProblemRaised(
                                                                Problem.of("missing-field", 422)
                                                                        .with("field", "until"))),
                                        body.whole("uses", 1, MOST_USES))));
        return FactAnswers.created(document(given), given.repeated());
    }

    @Allowed(Role.CITIZEN)
    @InPerson
    @GetMapping("/api/v1/consents")
    ObjectNode list(HttpServletRequest request) {
        Principal who = Caller.require(request);
        ObjectNode node = JsonMapper.shared().createObjectNode();
        ArrayNode list = node.putArray("consents");
        FactAnswers.given(consents.of(who)).forEach(one -> list.add(document(one)));
        return node;
    }

    /// Idempotent without a key: what is withdrawn stays so.
    @Allowed(Role.CITIZEN)
    @InPerson
    @PostMapping("/api/v1/consents/{id}/withdrawal")
    ResponseEntity<ObjectNode> withdraw(HttpServletRequest request, @PathVariable("id") String id) {
        Consents.Consent now = FactAnswers.given(consents.withdraw(Caller.require(request), id));
        return FactAnswers.created(document(now), now.repeated());
    }

    @Allowed({Role.CITIZEN, Role.OPERATOR})
    @InPerson
    @GetMapping("/api/v1/relying-parties")
    ObjectNode parties() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        ArrayNode list = node.putArray("relyingParties");
        for (Party one : consents.parties()) {
            list.addObject().put("id", one.id()).put("name", one.name());
        }
        return node;
    }

    private static ObjectNode document(Consents.Consent consent) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("id", consent.id()).put("state", consent.state().text());
        node.put("code", consent.code());
        FactAnswers.party(node, consent.party());
        FactAnswers.facts(node, consent.facts());
        node.put("purpose", consent.purpose()).put("note", consent.note());
        node.put("until", consent.until().toString());
        consent.uses().ifPresent(most -> node.put("uses", most));
        node.put("used", consent.used()).put("at", consent.at().toString());
        FactAnswers.receipt(node, consent.receipt());
        return node;
    }
}
