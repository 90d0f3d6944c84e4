// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.holdfast.cases.Filings;
import org.holdfast.cases.Moves;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Receipt;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/v1/moves`: enters a report of a move at the new office; while the database does not
/// answer it is filed, and the answer is 202.
@RestController
class EnterMove {
    private static final Set<String> FIELDS =
            Set.of(
                    "office", "subject", "movers", "address", "detail", "movedOn", "newHead",
                    "options");
    private static final int MOST_MOVERS = 50;

    private final Moves moves;
    private final PeopleSearch search;
    private final FilingAnswers filings;
    private final Problems problems;

    EnterMove(Moves moves, PeopleSearch search, FilingAnswers filings, Problems problems) {
        this.moves = moves;
        this.search = search;
        this.filings = filings;
        this.problems = problems;
    }

    @Allowed({Role.CITIZEN, Role.OFFICER})
    @PostMapping("/api/v1/moves")
    ResponseEntity<ObjectNode> enter(HttpServletRequest request) throws IOException {
        var operation = Bodies.operation(request);
        JsonBody body = JsonBody.read(request, FIELDS);
        Principal who = Caller.require(request);
        SubjectHandle subject = Answers.subject(body.text("subject", 80));
        // Whatever comes of it, the person learns that somebody tried.
        search.lookAt(who, subject, "move", List.of("address"));
        Moves.Reported reported =
                Answers.given(
                        moves.moveIn(
                                new Moves.MoveCommand(
                                        who,
                                        Answers.office("office", body.text("office", 20)),
                                        operation,
                                        subject,
                                        body.texts("movers", MOST_MOVERS, 80).stream()
                                                .map(Answers::subject)
                                                .toList(),
                                        body.text("address", 400),
                                        body.maybe("detail", 400).orElse(""),
                                        day(body.text("movedOn", 10)),
                                        body.maybe("newHead", 80).map(Answers::subject),
                                        body.object("options"))),
                        problems);
        return switch (reported) {
            case Moves.Moved moved ->
                    ResponseEntity.created(URI.create("/api/v1/moves/" + moved.id()))
                            .body(document(moved, problems));
            case Filings.Filing filing -> filed(filing);
        };
    }

    static ObjectNode document(Moves.Moved moved, Problems problems) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("id", moved.id());
        node.put("effective", moved.effective().toString());
        node.put("movers", moved.movers());
        node.put("late", moved.late());
        Numbers.put(node, moved.acceptance(), problems);
        ArrayNode receipts = node.putArray("receipts");
        for (Receipt receipt : moved.receipts()) {
            Answers.position(receipts.addObject(), receipt);
        }
        return node;
    }

    private ResponseEntity<ObjectNode> filed(Filings.Filing filing) {
        var answer =
                ResponseEntity.accepted().location(URI.create("/api/v1/filings/" + filing.id()));
        if (filing.repeated()) {
            answer.header("Idempotent-Replayed", "true");
        }
        return answer.body(filings.document(filing));
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw JsonBody.bad("movedOn");
        }
    }
}
