// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.holdfast.cases.Filings;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/v1/filings` and `/{id}`: changes that were filed without the database, and how they
/// stand. What the caller may not see is not there.
@RestController
class ShowFilings {
    private static final int MOST = 200;

    private final Filings filings;
    private final FilingAnswers answers;
    private final Problems problems;

    ShowFilings(Filings filings, FilingAnswers answers, Problems problems) {
        this.filings = filings;
        this.answers = answers;
        this.problems = problems;
    }

    @Allowed({Role.CITIZEN, Role.OFFICER})
    @GetMapping("/api/v1/filings")
    ObjectNode list(
            HttpServletRequest request,
            @RequestParam(name = "state", required = false, defaultValue = "") String state) {
        Principal who = Caller.require(request);
        Optional<Filings.State> wanted =
                Filings.State.of(state.equals("filed") ? "pending" : state);
        if (!state.isEmpty() && wanted.isEmpty()) {
            throw new ProblemRaised(Problem.of("bad-parameter", 400).with("field", "state"));
        }
        List<Filings.Filing> found = Answers.given(filings.list(who, wanted, MOST), problems);
        answers.look(who, found);
        ObjectNode node = JsonMapper.shared().createObjectNode();
        ArrayNode all = node.putArray("filings");
        found.forEach(filing -> all.add(answers.document(filing)));
        return node;
    }

    @Allowed({Role.CITIZEN, Role.OFFICER})
    @GetMapping("/api/v1/filings/{id}")
    ObjectNode show(HttpServletRequest request, @PathVariable("id") String id) {
        Principal who = Caller.require(request);
        Filings.Filing filing = Answers.given(filings.find(who, id), problems);
        answers.look(who, List.of(filing));
        return answers.document(filing);
    }
}
