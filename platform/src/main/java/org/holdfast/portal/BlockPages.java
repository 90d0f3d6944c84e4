// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.api.Caller;
import org.holdfast.api.PeopleSearch;
import org.holdfast.api.ProblemRaised;
import org.holdfast.cases.Answer;
import org.holdfast.cases.Blocks;
import org.holdfast.cases.OperationId;
import org.holdfast.cases.Refusal;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Role;
import org.holdfast.registers.RecordVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// Blocks at the counter: entered and lifted on the person's page.
@Allowed(Role.OFFICER)
@Controller
class BlockPages {
    private final Pages pages;
    private final People people;
    private final Blocks blocks;
    private final PeopleSearch search;
    private final CitizenPages.Words words;
    private final CounterPages counter;

    BlockPages(
            Pages pages,
            People people,
            Blocks blocks,
            PeopleSearch search,
            CitizenPages.Words words,
            CounterPages counter) {
        this.pages = pages;
        this.people = people;
        this.blocks = blocks;
        this.search = search;
        this.words = words;
        this.counter = counter;
    }

    /// Where a refused form stands, asked for again, as when another language is chosen.
    @InPerson
    @GetMapping({"/counter/people/{handle}/blocks", "/counter/people/{handle}/blocks/{id}/lift"})
    View again(HttpServletRequest request, @PathVariable("handle") String handle) {
        RecordVersion person = people.at(Caller.require(request), handle);
        return counter.person(request, person, "", Sent.NOTHING, RefusalView.NONE);
    }

    @InPerson
    @PostMapping("/counter/people/{handle}/blocks")
    @Nullable View enter(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("handle") String handle,
            @RequestParam("operation") String operation) {
        RecordVersion person = people.at(Caller.require(request), handle);
        if (!OperationId.isWellFormed(operation)) {
            throw new ProblemRaised("form-expired", 400);
        }
        look(request, person);
        Sent sent = Sent.of(request);
        try {
            return shown(
                    request,
                    response,
                    person,
                    sent,
                    blocks.enter(
                            new Blocks.BlockCommand(
                                    Caller.require(request),
                                    new OperationId(operation),
                                    people.handle(person),
                                    blocked(sent),
                                    day(sent.text("until")),
                                    sent.text("evidence"))));
        } catch (DateTimeException notADay) {
            return refused(request, person, sent, Refusal.of(Refusal.Code.BAD_DATE));
        }
    }

    @PostMapping("/counter/people/{handle}/blocks/{id}/lift")
    @Nullable View lift(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("handle") String handle,
            @PathVariable("id") String id,
            @RequestParam("operation") String operation,
            @RequestParam("reason") String reason) {
        RecordVersion person = people.at(Caller.require(request), handle);
        if (!OperationId.isWellFormed(operation)) {
            throw new ProblemRaised("form-expired", 400);
        }
        if (!"yes".equals(request.getParameter("sure"))) {
            throw new ProblemRaised("bad-parameter", 400);
        }
        look(request, person);
        return shown(
                request,
                response,
                person,
                Sent.NOTHING,
                blocks.lift(
                        new Blocks.LiftCommand(
                                Caller.require(request),
                                new OperationId(operation),
                                id,
                                reason.strip())));
    }

    /// Whatever comes of it, the person learns that somebody tried.
    private void look(HttpServletRequest request, RecordVersion person) {
        search.look(
                Caller.require(request),
                person.office(),
                List.of(person.ref()),
                "block",
                List.of("restriction"));
    }

    private @Nullable View shown(
            HttpServletRequest request,
            HttpServletResponse response,
            RecordVersion person,
            Sent sent,
            Answer<Blocks.Block> answer) {
        return switch (answer) {
            case Answer.Given<Blocks.Block> _ -> {
                Sessions.go(
                        response, "/counter/people/" + people.handle(person).value() + "#blocks");
                yield null;
            }
            case Answer.Refused<Blocks.Block>(var refusal) ->
                    refused(request, person, sent, refusal);
        };
    }

    private View refused(
            HttpServletRequest request, RecordVersion person, Sent sent, Refusal refusal) {
        return counter.person(
                request,
                person,
                sent.again() ? CounterPages.BLOCK : "",
                sent,
                RefusalView.of(
                        refusal,
                        words.problems(),
                        words.catalogue(),
                        pages.page(request).language()));
    }

    private static List<Blocks.Named> blocked(Sent sent) {
        List<Blocks.Named> blocked = new ArrayList<>();
        for (int i = 1; i <= BlockView.ROWS; i++) {
            String name = sent.text("name" + i);
            Optional<LocalDate> birth = day(sent.text("birth" + i));
            if (!name.isEmpty() || birth.isPresent()) {
                blocked.add(new Blocks.Named(name, birth, Optional.empty()));
            }
        }
        return blocked;
    }

    private static Optional<LocalDate> day(String text) {
        return Optional.of(text).filter(one -> !one.isEmpty()).map(LocalDate::parse);
    }
}
