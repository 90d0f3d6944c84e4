// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;
import org.holdfast.facts.LegalBases;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/legal-bases`: which relying party may have facts checked without consent, and by which
/// statute of the packs.
@RestController
@Allowed(Role.OPERATOR)
class LegalBasisRoutes {
    private static final Set<String> FIELDS = Set.of("relyingParty", "legalBasis", "until");

    private final LegalBases bases;

    LegalBasisRoutes(LegalBases bases) {
        this.bases = bases;
    }

    @PostMapping("/api/v1/legal-bases")
    ResponseEntity<ObjectNode> admit(HttpServletRequest request) throws IOException {
        var operation = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        LegalBases.Admission admitted =
                FactAnswers.given(
                        bases.admit(
                                new LegalBases.AdmitCommand(
                                        Caller.require(request),
                                        operation,
                                        body.text("relyingParty", 80),
                                        body.text("legalBasis", 80),
                                        body.day("until"))));
        return FactAnswers.created(document(admitted), admitted.repeated());
    }

    @GetMapping("/api/v1/legal-bases")
    ObjectNode list(HttpServletRequest request) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        ArrayNode list = node.putArray("legalBases");
        FactAnswers.given(bases.all(Caller.require(request)))
                .forEach(one -> list.add(document(one)));
        return node;
    }

    /// Idempotent without a key: what is withdrawn stays so.
    @PostMapping("/api/v1/legal-bases/{id}/withdrawal")
    ResponseEntity<ObjectNode> withdraw(HttpServletRequest request, @PathVariable("id") String id) {
        LegalBases.Admission now = FactAnswers.given(bases.withdraw(Caller.require(request), id));
        return FactAnswers.created(document(now), now.repeated());
    }

    private static ObjectNode document(LegalBases.Admission admission) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("id", admission.id()).put("inForce", admission.inForce());
        FactAnswers.party(node, admission.party());
        node.put("legalBasis", admission.basis()).put("law", admission.law());
        FactAnswers.facts(node, admission.facts());
        admission.until().ifPresent(day -> node.put("until", day.toString()));
        node.put("at", admission.at().toString());
        FactAnswers.receipt(node, admission.receipt());
        return node;
    }
}
