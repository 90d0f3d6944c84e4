// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.api.Caller;
import org.holdfast.api.PeopleSearch;
import org.holdfast.api.ProblemRaised;
import org.holdfast.cases.Answer;
import org.holdfast.cases.Filings;
import org.holdfast.cases.Moves;
import org.holdfast.cases.OperationId;
import org.holdfast.cases.Refusal;
import org.holdfast.catalogue.MoveRule;
import org.holdfast.catalogue.Service;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.View;
import tools.jackson.databind.node.ObjectNode;

/// The officer enters a report of a move.
@Allowed(Role.OFFICER)
@Controller
class MovePages {
    private final Pages pages;
    private final People people;
    private final PeopleSearch search;
    private final Moves moves;
    private final FiledSight filed;
    private final CitizenPages.Words words;
    private final InstantSource clock;

    MovePages(
            Pages pages,
            People people,
            PeopleSearch search,
            Moves moves,
            FiledSight filed,
            CitizenPages.Words words,
            InstantSource clock) {
        this.pages = pages;
        this.people = people;
        this.search = search;
        this.moves = moves;
        this.filed = filed;
        this.words = words;
        this.clock = clock;
    }

    @GetMapping("/counter/people/{handle}/move")
    View form(HttpServletRequest request, @PathVariable("handle") String handle) {
        Principal who = Caller.require(request);
        RecordVersion person = people.mover(who, handle);
        look(who, person);
        return form(request, person, RefusalView.NONE);
    }

    /// The looks at everybody on the form are on disk before it is made.
    private void look(Principal who, RecordVersion person) {
        List<RecordRef> shown = new ArrayList<>(people.shownWith(person));
        shown.add(person.ref());
        search.look(who, person.office(), shown, "move", List.of("name"));
    }

    /// A move that was filed is shown with what will become of it.
    @PostMapping("/counter/people/{handle}/move")
    @Nullable View enter(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("handle") String handle) {
        Principal who = Caller.require(request);
        RecordVersion person = people.mover(who, handle);
        String operation = text(request, "operation");
        if (!OperationId.isWellFormed(operation)) {
            throw new ProblemRaised("form-expired", 400);
        }
        look(who, person);
        List<SubjectHandle> movers = movers(request);
        if (movers.isEmpty()) {
            return form(request, person, refused(request, Refusal.of(Refusal.Code.NO_MOVERS)));
        }
        search.lookAt(who, people.handle(person), "move", List.of("address"));
        ObjectNode options = FormOptions.of(request, service(person), true);
        Moves.MoveCommand command =
                new Moves.MoveCommand(
                        who,
                        who.office().orElse(person.office()),
                        new OperationId(operation),
                        people.handle(person),
                        movers,
                        text(request, "address"),
                        text(request, "detail"),
                        day(request),
                        subject(text(request, "newHead")),
                        options);
        return switch (moves.moveIn(command)) {
            case Answer.Given<Moves.Reported>(Filings.Filing filing) -> {
                Sessions.go(response, "/counter/filings/" + filing.id());
                yield null;
            }
            case Answer.Given<Moves.Reported>(Moves.Moved moved) ->
                    pages.show(
                            request,
                            "moved",
                            Map.of(
                                    "handle",
                                    handle,
                                    "moved",
                                    moved,
                                    "acceptance",
                                    AcceptanceWords.of(moved.acceptance(), pages.page(request)),
                                    "words",
                                    MoveWords.of(service(person), pages.page(request)),
                                    "entries",
                                    MovedEntry.of(moved, people::name, pages.page(request))));
            case Answer.Refused<Moves.Reported>(var refusal) ->
                    form(request, person, refused(request, refusal));
        };
    }

    private RefusalView refused(HttpServletRequest request, Refusal refusal) {
        return RefusalView.of(
                refusal, words.problems(), words.catalogue(), pages.page(request).language());
    }

    /// Whoever is ticked, each once; no tick at all is nobody, and never everybody.
    private static List<SubjectHandle> movers(HttpServletRequest request) {
        String[] ticked = request.getParameterValues("mover");
        Set<SubjectHandle> movers = new LinkedHashSet<>();
        for (String one : ticked == null ? new String[0] : ticked) {
            movers.add(subject(one).orElseThrow(() -> new ProblemRaised("bad-parameter", 400)));
        }
        return List.copyOf(movers);
    }

    private View form(HttpServletRequest request, RecordVersion person, RefusalView refusal) {
        Page page = pages.page(request);
        String today =
                LocalDate.ofInstant(clock.instant(), person.office().country().zone()).toString();
        String movedOn = text(request, "movedOn");
        Sent sent = refusal.present() ? Sent.of(request) : Sent.NOTHING;
        List<ServiceForm.Choice> members = people.members(person);
        MoveForm form =
                new MoveForm(
                        ServiceForm.of(service(person), page, true, List.of(), sent),
                        members.stream()
                                .map(m -> marked(m, sent.marked("mover", m.value(), true)))
                                .toList(),
                        members.stream()
                                .map(m -> marked(m, sent.marked("newHead", m.value(), false)))
                                .toList(),
                        text(request, "address"),
                        text(request, "detail"),
                        example(person, page),
                        movedOn.isEmpty() ? today : movedOn,
                        today,
                        !Caller.require(request).office().equals(Optional.of(person.office())));
        return pages.show(
                request,
                "move",
                refusal.present() ? 422 : 200,
                Map.of(
                        "page",
                        page,
                        "record",
                        people.view(person, page),
                        "handle",
                        people.handle(person).value(),
                        "move",
                        form,
                        "filed",
                        filed.of(Caller.require(request), person, page),
                        "refusal",
                        refusal));
    }

    private static ServiceForm.Choice marked(ServiceForm.Choice member, boolean chosen) {
        return new ServiceForm.Choice(member.value(), member.label(), chosen);
    }

    private Service service(RecordVersion person) {
        return people.move(person.office().country())
                .orElseThrow(() -> new ProblemRaised("unknown-service", 404));
    }

    private String example(RecordVersion person, Page page) {
        MoveRule.Address address = MoveWords.rule(service(person)).address();
        return address.writing().within(page.officeName()) + address.example();
    }

    private static LocalDate day(HttpServletRequest request) {
        try {
            return LocalDate.parse(text(request, "movedOn"));
        } catch (DateTimeException e) {
            throw new ProblemRaised("bad-parameter", 400);
        }
    }

    private static Optional<SubjectHandle> subject(String text) {
        return SubjectHandle.isWellFormed(text)
                ? Optional.of(new SubjectHandle(text))
                : Optional.empty();
    }

    private static String text(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value.strip();
    }
}
