// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.holdfast.cases.IssueCommand;
import org.holdfast.cases.IssuedPaper;
import org.holdfast.cases.Issuing;
import org.holdfast.cases.Outcome;
import org.holdfast.cases.StepTimes;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Role;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/v1/issuances`: issues one paper. `Server-Timing` says how long the steps took.
@RestController
class IssuePaper {
    private static final Set<String> FIELDS =
            Set.of("service", "office", "subject", "purpose", "options");

    private final Issuing issuing;
    private final Problems problems;

    IssuePaper(Issuing issuing, Problems problems) {
        this.issuing = issuing;
        this.problems = problems;
    }

    @Allowed({Role.CITIZEN, Role.OFFICER})
    @InPerson
    @PostMapping("/api/v1/issuances")
    ResponseEntity<ObjectNode> issue(HttpServletRequest request) throws IOException {
        var operation = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        IssueCommand command =
                new IssueCommand(
                        Caller.require(request),
                        Answers.office("office", body.text("office", 20)),
                        operation,
                        body.text("service", 80),
                        Answers.subject(body.text("subject", 80)),
                        body.maybe("purpose", 400).orElse(""),
                        body.object("options"));
        return switch (issuing.issue(command)) {
            case Outcome.Refused(var refusal) -> throw Answers.raised(refusal, problems);
            case Outcome.Issued(IssuedPaper paper, boolean repeated) -> {
                var answer = ResponseEntity.created(URI.create("/api/v1/issuances/" + paper.id()));
                if (repeated) {
                    answer.header("Idempotent-Replayed", "true");
                }
                paper.steps().ifPresent(s -> answer.header("Server-Timing", timing(s)));
                yield answer.body(Answers.paper(paper));
            }
        };
    }

    private static String timing(StepTimes steps) {
        return String.format(
                Locale.ROOT,
                "lookup;dur=%.2f, make;dur=%.2f, guard;dur=%.2f, journal;dur=%.2f, seal;dur=%.2f",
                steps.lookup() / 1000.0,
                steps.make() / 1000.0,
                steps.guard() / 1000.0,
                steps.journal() / 1000.0,
                Math.max(0, steps.seal()) / 1000.0);
    }
}
