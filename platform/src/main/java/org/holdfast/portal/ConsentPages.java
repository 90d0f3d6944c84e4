// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.api.Caller;
import org.holdfast.api.FactAnswers;
import org.holdfast.api.ProblemRaised;
import org.holdfast.cases.Blocks;
import org.holdfast.cases.OperationId;
import org.holdfast.catalogue.FactRules;
import org.holdfast.database.DatabaseFault;
import org.holdfast.facts.Consents;
import org.holdfast.facts.FactAnswer;
import org.holdfast.facts.FactRefusal;
import org.holdfast.facts.Party;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.registers.RecordVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// `/me/consents`: whom a person lets check what, given and withdrawn.
@Allowed(Role.CITIZEN)
@Controller
class ConsentPages {
    private static final int MOST_DIGITS = 6;

    private final Pages pages;
    private final People people;
    private final Consents consents;
    private final Blocks blocks;
    private final CitizenPages.Words words;
    private final InstantSource clock;

    ConsentPages(
            Pages pages,
            People people,
            Consents consents,
            Blocks blocks,
            CitizenPages.Words words,
            InstantSource clock) {
        this.pages = pages;
        this.people = people;
        this.consents = consents;
        this.blocks = blocks;
        this.words = words;
        this.clock = clock;
    }

    @InPerson
    @GetMapping("/me/consents")
    View show(HttpServletRequest request) {
        return show(request, Sent.NOTHING, RefusalView.NONE);
    }

    private View show(HttpServletRequest request, Sent sent, RefusalView refusal) {
        Page page = pages.page(request);
        Principal who = Caller.require(request);
        RecordVersion self = people.self(who);
        FactRules rules = rules(self);
        ConsentView view =
                ConsentView.of(
                        FactAnswers.given(consents.of(who)),
                        parties(),
                        rules,
                        LocalDate.ofInstant(clock.instant(), rules.zone()),
                        blocks.isProtected(self),
                        sent,
                        page);
        return pages.show(
                request,
                "consents",
                refusal.present() ? 422 : 200,
                Map.of("page", page, "consents", view, "refusal", refusal));
    }

    private FactRules rules(RecordVersion self) {
        return words.catalogue()
                .facts(self.office().country().code())
                .orElseThrow(() -> new ProblemRaised("not-found", 404));
    }

    /// What was given is shown, and withdrawn, though nobody knows who else there is.
    private List<Party> parties() {
        try {
            return consents.parties();
        } catch (DatabaseFault neverHeard) {
            return List.of();
        }
    }

    @PostMapping("/me/consents")
    @Nullable View give(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam("operation") String operation) {
        if (!OperationId.isWellFormed(operation)) {
            throw new ProblemRaised("form-expired", 400);
        }
        Sent sent = Sent.of(request);
        String[] facts = request.getParameterValues("fact");
        Optional<LocalDate> until = day(sent.text("until"));
        boolean counted = !sent.text("uses").isEmpty();
        Optional<Integer> uses = number(sent.text("uses"));
        if (until.isEmpty() || (counted && uses.isEmpty())) {
            return show(
                    request,
                    sent,
                    refusal(
                            request,
                            FactRefusal.BAD_CONSENT,
                            Map.of("field", until.isEmpty() ? "until" : "uses")));
        }
        FactAnswer<Consents.Consent> answer =
                consents.give(
                        new Consents.GiveCommand(
                                Caller.require(request),
                                new OperationId(operation),
                                sent.text("party"),
                                facts == null ? List.of() : List.of(facts),
                                sent.text("purpose"),
                                sent.text("note"),
                                until.get(),
                                uses));
        return switch (answer) {
            case FactAnswer.Given<Consents.Consent>(var consent) -> {
                Sessions.go(response, "/me/consents#c-" + consent.id());
                yield null;
            }
            case FactAnswer.Refused<Consents.Consent>(var why, var data) ->
                    show(request, sent, refusal(request, why, data));
        };
    }

    private RefusalView refusal(
            HttpServletRequest request, FactRefusal why, Map<String, String> data) {
        String words =
                this.words.problems().words(why.code()).in(pages.page(request).language().code());
        return new RefusalView(words, "", data.getOrDefault("field", ""), "", "");
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException notADay) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> number(String text) {
        return text.matches("[0-9]+") && text.length() <= MOST_DIGITS
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
    }

    /// Where a refused form stands, asked for again, as when another language is chosen.
    @InPerson
    @GetMapping("/me/consents/{id}/withdrawal")
    View again(HttpServletRequest request, @PathVariable("id") String id) {
        return show(request);
    }

    @InPerson
    @PostMapping("/me/consents/{id}/withdrawal")
    @Nullable View withdraw(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("id") String id) {
        var _ = FactAnswers.given(consents.withdraw(Caller.require(request), id));
        Sessions.go(response, "/me/consents#c-" + id);
        return null;
    }
}
