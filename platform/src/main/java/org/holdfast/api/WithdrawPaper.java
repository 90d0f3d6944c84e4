// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;
import org.holdfast.cases.Papers;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.ledger.Receipt;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/v1/issuances/{id}/withdrawal`: takes a paper back, with a reason.
@RestController
class WithdrawPaper {
    private final Papers papers;
    private final Problems problems;

    WithdrawPaper(Papers papers, Problems problems) {
        this.papers = papers;
        this.problems = problems;
    }

    @Allowed(Role.OFFICER)
    @PostMapping("/api/v1/issuances/{id}/withdrawal")
    ResponseEntity<ObjectNode> withdraw(HttpServletRequest request, @PathVariable String id)
            throws IOException {
        var operation = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, Set.of("reason"));
        Receipt receipt =
                Answers.given(
                        papers.withdraw(
                                Caller.require(request), id, body.text("reason", 400), operation),
                        problems);
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("id", id);
        Answers.position(node.putObject("receipt"), receipt);
        return ResponseEntity.status(HttpStatus.CREATED).body(node);
    }
}
