// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import org.holdfast.cases.Papers;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Role;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v1/issuances/{id}`: what is known about a paper, as when it was issued, with the grade
/// that its receipt has now.
@RestController
class ShowPaper {
    private final Papers papers;
    private final Problems problems;

    ShowPaper(Papers papers, Problems problems) {
        this.papers = papers;
        this.problems = problems;
    }

    @Allowed({Role.CITIZEN, Role.OFFICER, Role.OPERATOR})
    @InPerson
    @GetMapping("/api/v1/issuances/{id}")
    ObjectNode show(HttpServletRequest request, @PathVariable String id) {
        return Answers.paper(Answers.given(papers.find(Caller.require(request), id), problems));
    }
}
