// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.holdfast.cases.Erasures;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/v1/erasures`: erases a person's data, or one paper, for ever.
@RestController
class EnterErasure {
    private static final Set<String> FIELDS =
            Set.of("office", "subject", "paper", "basis", "reason");

    private final Erasures erasures;
    private final Problems problems;

    EnterErasure(Erasures erasures, Problems problems) {
        this.erasures = erasures;
        this.problems = problems;
    }

    @Allowed(Role.OFFICER)
    @PostMapping("/api/v1/erasures")
    ResponseEntity<ObjectNode> enter(HttpServletRequest request) throws IOException {
        var operation = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        Erasures.Erasure erasure =
                Answers.given(
                        erasures.erase(
                                new Erasures.EraseCommand(
                                        Caller.require(request),
                                        Answers.office("office", body.text("office", 20)),
                                        operation,
                                        target(body),
                                        body.maybe("basis", 400).orElse(""),
                                        body.maybe("reason", 800).orElse(""))),
                        problems);
        var answer = ResponseEntity.created(URI.create("/api/v1/erasures/" + erasure.id()));
        if (erasure.repeated()) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.body(ShowErasure.document(erasure, problems));
    }

    /// A paper when one is named, else the person; never both.
    private static Erasures.Target target(JsonBody body) {
        var paper = body.maybe("paper", 80);
        if (paper.isEmpty()) {
            return new Erasures.Target.Person(Answers.subject(body.text("subject", 80)));
        }
        if (body.maybe("subject", 80).isPresent()) {
            throw JsonBody.bad("paper");
        }
        return new Erasures.Target.Paper(paper.get());
    }
}
