// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.cases.Blocks;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.SubjectHandle;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/v1/subjects/{subject}/blocks`: protects a person at once, with the database or
/// without it.
@RestController
class EnterBlock {
    private static final Set<String> FIELDS = Set.of("blocked", "until", "evidence");
    private static final Set<String> PERSON = Set.of("name", "birth", "subject");

    private final Blocks blocks;
    private final PeopleSearch search;
    private final BlockAnswers answers;
    private final Problems problems;

    EnterBlock(Blocks blocks, PeopleSearch search, BlockAnswers answers, Problems problems) {
        this.blocks = blocks;
        this.search = search;
        this.answers = answers;
        this.problems = problems;
    }

    @Allowed(Role.OFFICER)
    @InPerson
    @PostMapping("/api/v1/subjects/{subject}/blocks")
    ResponseEntity<ObjectNode> enter(
            HttpServletRequest request, @PathVariable("subject") String handle) throws IOException {
        var operation = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        Principal who = Caller.require(request);
        SubjectHandle subject = Answers.subject(handle);
        // Whatever comes of it, the person learns that somebody tried.
        search.lookAt(who, subject, BlockAnswers.PURPOSE, BlockAnswers.FIELDS);
        List<Blocks.Named> blocked = new ArrayList<>();
        for (JsonBody one : body.objects("blocked", Blocks.MOST_BLOCKED, PERSON)) {
            blocked.add(
                    new Blocks.Named(
                            one.text("name", 400),
                            day(one, "birth"),
                            one.maybe("subject", 80).map(Answers::subject)));
        }
        Blocks.Block block =
                Answers.given(
                        blocks.enter(
                                new Blocks.BlockCommand(
                                        who,
                                        operation,
                                        subject,
                                        blocked,
                                        day(body, "until"),
                                        body.maybe("evidence", 400).orElse(""))),
                        problems);
        return answer(block, answers);
    }

    static ResponseEntity<ObjectNode> answer(Blocks.Block block, BlockAnswers answers) {
        var answer = ResponseEntity.status(HttpStatus.CREATED);
        if (block.repeated()) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.body(answers.document(block));
    }

    private static Optional<LocalDate> day(JsonBody body, String name) {
        try {
            return body.maybe(name, 10).map(LocalDate::parse);
        } catch (DateTimeParseException notADay) {
            throw JsonBody.bad(name);
        }
    }
}
