// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.holdfast.cases.Filings;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/v1/filings/{id}/decision`: an officer enters or refuses a filing that is held.
@RestController
class DecideFiling {
    private static final Set<String> FIELDS = Set.of("decision", "reason", "day");

    private final Filings filings;
    private final FilingAnswers answers;
    private final Problems problems;

    DecideFiling(Filings filings, FilingAnswers answers, Problems problems) {
        this.filings = filings;
        this.answers = answers;
        this.problems = problems;
    }

    @Allowed(Role.OFFICER)
    @PostMapping("/api/v1/filings/{id}/decision")
    ResponseEntity<ObjectNode> decide(HttpServletRequest request, @PathVariable("id") String id)
            throws IOException {
        var operation = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        String decision = body.text("decision", 20);
        if (!decision.equals("enter") && !decision.equals("refuse")) {
            throw JsonBody.bad("decision");
        }
        Principal who = Caller.require(request);
        Filings.Filing filing =
                Answers.given(
                        filings.decide(
                                new Filings.DecideCommand(
                                        who,
                                        id,
                                        operation,
                                        decision.equals("enter"),
                                        body.maybe("reason", 400).orElse(""),
                                        body.maybe("day", 10).map(DecideFiling::day))),
                        problems);
        answers.look(who, List.of(filing));
        var answer = ResponseEntity.status(HttpStatus.CREATED);
        if (filing.repeated()) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.body(answers.document(filing));
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw JsonBody.bad("day");
        }
    }
}
