// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.holdfast.facts.FactChecks;
import org.holdfast.facts.FactChecks.Claim;
import org.holdfast.facts.FactChecks.Ground;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/fact-checks`: a relying party has a claim about a person checked. Nothing about the
/// person stands in an address.
@RestController
@Allowed(Role.RELYING_PARTY)
class FactCheckRoutes {
    private static final Set<String> FIELDS =
            Set.of("consent", "legalBasis", "office", "fact", "purpose", "claimed");
    private static final Set<String> CLAIMED =
            Set.of("name", "birth", "address", "office", "age", "memberName", "memberBirth");
    private static final int LONGEST = 200;
    private static final int OLDEST = 200;

    private final FactChecks checks;

    FactCheckRoutes(FactChecks checks) {
        this.checks = checks;
    }

    @PostMapping("/api/v1/fact-checks")
    ResponseEntity<ObjectNode> check(HttpServletRequest request) throws IOException {
        var operation = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        FactChecks.Checked checked =
                FactAnswers.given(
                        checks.check(
                                new FactChecks.CheckCommand(
                                        Caller.require(request),
                                        operation,
                                        ground(body),
                                        body.text("fact", 80),
                                        claim(body.within("claimed", CLAIMED)),
                                        body.text("purpose", 80))));
        var answer = ResponseEntity.created(URI.create(path(checked)));
        if (checked.repeated()) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.body(document(checked));
    }

    private static Ground ground(JsonBody body) {
        Optional<String> consent = body.maybe("consent", 80);
        Optional<String> basis = body.maybe("legalBasis", 80);
        Optional<String> office = body.maybe("office", 20);
        if (consent.isPresent() == basis.isPresent()) {
            throw JsonBody.bad(consent.isPresent() ? "legalBasis" : "consent");
        }
        if (consent.isEmpty()) {
            return new Ground.Statute(
                    basis.orElseThrow(), office.map(one -> Answers.office("office", one)));
        }
        if (office.isPresent()) {
            throw JsonBody.bad("office");
        }
        return new Ground.Consent(consent.get());
    }

    private static Claim claim(JsonBody claimed) {
        return new Claim(
                claimed.text("name", LONGEST),
                day(claimed, "birth"),
                claimed.maybe("address", LONGEST),
                claimed.maybe("office", 20),
                claimed.whole("age", 0, OLDEST),
                claimed.maybe("memberName", LONGEST),
                claimed.day("memberBirth"));
    }

    private static LocalDate day(JsonBody claimed, String name) {
        return claimed.day(name)
                .orElseThrow(() ->
                        new ProblemRaised(Problem.of("missing-field", 422).with("field", name)));
    }

    @GetMapping("/api/v1/fact-checks/{id}")
    ObjectNode show(HttpServletRequest request, @PathVariable("id") String id) {
        return document(FactAnswers.given(checks.find(Caller.require(request), id)));
    }

    /// The receipt, as good as it is now; JSON or the proof, as for papers.
    @GetMapping("/api/v1/fact-checks/{id}/receipt")
    ResponseEntity<byte[]> receipt(HttpServletRequest request, @PathVariable("id") String id) {
        return PaperReceipt.answer(
                request, FactAnswers.given(checks.find(Caller.require(request), id)).receipt());
    }

    private static String path(FactChecks.Checked checked) {
        return "/api/v1/fact-checks/" + checked.id();
    }

    private static ObjectNode document(FactChecks.Checked checked) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("id", checked.id()).put("fact", checked.fact());
        node.put("result", checked.result().code());
        FactChecks.AsOf asOf = checked.asOf();
        node.putObject("asOf")
                .put("origin", asOf.origin())
                .put("index", asOf.index())
                .put("time", asOf.time().toString())
                .put("ownCopy", asOf.ownCopy());
        node.put("reliedOnUntil", checked.reliedOnUntil().toString());
        node.put("checkedAt", checked.at().toString());
        node.put("signed", checked.signed());
        ObjectNode receipt = node.putObject("receipt");
        receipt.put("href", path(checked) + "/receipt");
        Answers.position(receipt, checked.receipt());
        return node;
    }
}
