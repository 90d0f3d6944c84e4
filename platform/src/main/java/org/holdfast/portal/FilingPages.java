// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.api.Answers;
import org.holdfast.api.Caller;
import org.holdfast.api.FilingAnswers;
import org.holdfast.api.PeopleSearch;
import org.holdfast.api.ProblemRaised;
import org.holdfast.cases.Answer;
import org.holdfast.cases.Blocks;
import org.holdfast.cases.Filings;
import org.holdfast.cases.OperationId;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.Registers;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// Filings at the counter: the list, one with its records then and now, and the decision about one
/// that is held.
@Allowed(Role.OFFICER)
@Controller
class FilingPages {
    private static final int SHOWN = 100;

    private final Pages pages;
    private final Filings filings;
    private final FilingAnswers answers;
    private final PeopleSearch search;
    private final Registers registers;
    private final Blocks blocks;
    private final CitizenPages.Words words;

    FilingPages(
            Pages pages,
            Filings filings,
            FilingAnswers answers,
            PeopleSearch search,
            Registers registers,
            Blocks blocks,
            CitizenPages.Words words) {
        this.pages = pages;
        this.filings = filings;
        this.answers = answers;
        this.search = search;
        this.registers = registers;
        this.blocks = blocks;
        this.words = words;
    }

    /// Those that are held first; the looks at everybody on the list are on disk before it is made.
    @GetMapping("/counter/filings")
    View list(HttpServletRequest request) {
        Principal who = Caller.require(request);
        Page page = pages.page(request);
        List<Filings.Filing> all =
                Answers.given(filings.list(who, Optional.empty(), SHOWN), words.problems());
        answers.look(who, all);
        List<FilingView> held = lines(all, true, page);
        List<FilingView> others = lines(all, false, page);
        return pages.show(request, "filings", Map.of("page", page, "held", held, "others", others));
    }

    private List<FilingView> lines(List<Filings.Filing> all, boolean held, Page page) {
        return all.stream()
                .filter(filing -> (filing.state() == Filings.State.HELD) == held)
                .map(filing -> FilingView.line(filing, read(), page))
                .toList();
    }

    private FilingView.Words read() {
        return new FilingView.Words(registers, blocks, words.problems(), words.catalogue());
    }

    @GetMapping("/counter/filings/{id}")
    View one(HttpServletRequest request, @PathVariable("id") String id) {
        return one(request, id, RefusalView.NONE);
    }

    private View one(HttpServletRequest request, String id, RefusalView refusal) {
        Principal who = Caller.require(request);
        Page page = pages.page(request);
        Filings.Filing filing = Answers.given(filings.find(who, id), words.problems());
        List<RecordRef> people =
                filing.base().stream()
                        .map(Filings.Checked::record)
                        .filter(RecordRef::person)
                        .filter(ref -> registers.current(ref).isPresent())
                        .toList();
        search.look(who, filing.office(), people, "filing", List.of("name", "address"));
        return pages.show(
                request,
                "filing",
                refusal.present() ? 422 : 200,
                Map.of(
                        "page",
                        page,
                        "filing",
                        FilingView.whole(filing, read(), page),
                        "refusal",
                        refusal));
    }

    /// The form asks for it where clocks contradict each other only.
    private static Optional<LocalDate> day(@Nullable String text) {
        try {
            return Optional.ofNullable(text).filter(one -> !one.isEmpty()).map(LocalDate::parse);
        } catch (DateTimeParseException notADay) {
            throw new ProblemRaised("bad-parameter", 400);
        }
    }

    @PostMapping("/counter/filings/{id}/decision")
    @Nullable View decide(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("id") String id,
            @RequestParam("operation") String operation,
            @RequestParam("decision") String decision,
            @RequestParam("reason") String reason) {
        boolean enter = decision.equals("enter");
        if (!OperationId.isWellFormed(operation) || !(enter || decision.equals("refuse"))) {
            throw new ProblemRaised("form-expired", 400);
        }
        if (!"yes".equals(request.getParameter("sure"))) {
            throw new ProblemRaised("bad-parameter", 400);
        }
        Answer<Filings.Filing> answer =
                filings.decide(
                        new Filings.DecideCommand(
                                Caller.require(request),
                                id,
                                new OperationId(operation),
                                enter,
                                reason.strip(),
                                enter ? day(request.getParameter("day")) : Optional.empty()));
        return switch (answer) {
            case Answer.Given<Filings.Filing> _ -> {
                Sessions.go(response, "/counter/filings/" + id);
                yield null;
            }
            case Answer.Refused<Filings.Filing>(var refusal) ->
                    one(
                            request,
                            id,
                            RefusalView.of(
                                    refusal,
                                    words.problems(),
                                    words.catalogue(),
                                    pages.page(request).language()));
        };
    }
}
