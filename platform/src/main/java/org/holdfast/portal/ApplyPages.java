// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.holdfast.api.Caller;
import org.holdfast.api.ProblemRaised;
import org.holdfast.cases.IssueCommand;
import org.holdfast.cases.Issuing;
import org.holdfast.cases.OperationId;
import org.holdfast.cases.Outcome;
import org.holdfast.catalogue.Service;
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

/// Applying for a paper: by the person, or by an officer at the counter. The form names its command
/// when it is shown, so sending it twice makes one paper.
@Controller
class ApplyPages {
    private final Pages pages;
    private final People people;
    private final Issuing issuing;
    private final CitizenPages.Words words;
    private final CounterPages counter;

    ApplyPages(
            Pages pages,
            People people,
            Issuing issuing,
            CitizenPages.Words words,
            CounterPages counter) {
        this.pages = pages;
        this.people = people;
        this.issuing = issuing;
        this.words = words;
        this.counter = counter;
    }

    @Allowed(Role.CITIZEN)
    @InPerson
    @GetMapping("/me/apply/{service}")
    View form(HttpServletRequest request, @PathVariable("service") String code) {
        return form(request, service(code), Sent.NOTHING, RefusalView.NONE);
    }

    @Allowed(Role.CITIZEN)
    @InPerson
    @PostMapping("/me/apply/{service}")
    @Nullable View apply(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("service") String code,
            @RequestParam("operation") String operation,
            @RequestParam(name = "purpose", defaultValue = "") String purpose) {
        Service service = service(code);
        RecordVersion self = people.self(Caller.require(request));
        Outcome outcome = issue(request, service, self, operation, purpose, false);
        return switch (outcome) {
            case Outcome.Issued(var paper, boolean _) -> {
                Sessions.go(response, "/papers/" + paper.id());
                yield null;
            }
            case Outcome.Refused(var refusal) ->
                    form(request, service, Sent.of(request), said(request, refusal));
        };
    }

    /// Where a refused form stands, asked for again, as when another language is chosen.
    @Allowed(Role.OFFICER)
    @InPerson
    @GetMapping("/counter/people/{handle}/issue/{service}")
    View formAtCounter(
            HttpServletRequest request,
            @PathVariable("handle") String handle,
            @PathVariable("service") String code) {
        RecordVersion person = people.at(Caller.require(request), handle);
        return counter.person(
                request, person, service(code).code(), Sent.NOTHING, RefusalView.NONE);
    }

    @Allowed(Role.OFFICER)
    @InPerson
    @PostMapping("/counter/people/{handle}/issue/{service}")
    @Nullable View issueAtCounter(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("handle") String handle,
            @PathVariable("service") String code,
            @RequestParam("operation") String operation,
            @RequestParam(name = "purpose", defaultValue = "") String purpose) {
        Service service = service(code);
        RecordVersion person = people.at(Caller.require(request), handle);
        Outcome outcome = issue(request, service, person, operation, purpose, true);
        return switch (outcome) {
            case Outcome.Issued(var paper, boolean _) -> {
                Sessions.go(response, "/papers/" + paper.id());
                yield null;
            }
            case Outcome.Refused(var refusal) ->
                    counter.person(request, person, code, Sent.of(request), said(request, refusal));
        };
    }

    private Outcome issue(
            HttpServletRequest request,
            Service service,
            RecordVersion person,
            String operation,
            String purpose,
            boolean counter) {
        if (!OperationId.isWellFormed(operation)) {
            throw new ProblemRaised("form-expired", 400);
        }
        Principal who = Caller.require(request);
        return issuing.issue(
                new IssueCommand(
                        who,
                        counter ? who.office().orElse(person.office()) : person.office(),
                        new OperationId(operation),
                        service.code(),
                        people.handle(person),
                        purpose,
                        FormOptions.of(request, service, counter)));
    }

    private View form(HttpServletRequest request, Service service, Sent sent, RefusalView refusal) {
        Page page = pages.page(request);
        RecordVersion self = people.self(Caller.require(request));
        ServiceForm form = ServiceForm.of(service, page, false, people.members(self), sent);
        return pages.show(
                request,
                "apply",
                refusal.present() ? 422 : 200,
                Map.of("page", page, "service", form, "refusal", refusal));
    }

    private RefusalView said(HttpServletRequest request, org.holdfast.cases.Refusal refusal) {
        return RefusalView.of(
                refusal, words.problems(), words.catalogue(), pages.page(request).language());
    }

    private Service service(String code) {
        return people.paper(code).orElseThrow(() -> new ProblemRaised("unknown-service", 404));
    }
}
