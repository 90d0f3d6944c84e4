// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.api.Caller;
import org.holdfast.api.PeopleSearch;
import org.holdfast.api.ProblemRaised;
import org.holdfast.cases.OperationId;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.NewAccount;
import org.holdfast.identity.PersonRecord;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.logins.EnrolmentAnswer;
import org.holdfast.logins.Handovers;
import org.holdfast.logins.Logins;
import org.holdfast.registers.RecordVersion;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// An officer gives somebody at the counter a login that opens once, and ends the passkeys of a
/// device that is lost. The person is looked up as for everything else at the counter; the login is
/// shown once, on paper or to a phone's camera, and the person reads in their log that it was made.
@Allowed(Role.OFFICER)
@Controller
class CounterLogins {
    private final Pages pages;
    private final People people;
    private final PeopleSearch search;
    private final Accounts accounts;
    private final Logins logins;

    CounterLogins(
            Pages pages, People people, PeopleSearch search, Accounts accounts, Logins logins) {
        this.accounts = accounts;
        this.pages = pages;
        this.people = people;
        this.search = search;
        this.logins = logins;
    }

    /// What the page shows.
    ///
    /// @param address of the page that takes the login
    record Slip(String address, QrDrawing code, String until) {}

    @PostMapping("/counter/people/{handle}/login")
    View hand(
            HttpServletRequest request,
            @PathVariable("handle") String handle,
            @RequestParam("operation") String operation) {
        if (!OperationId.isWellFormed(operation)) {
            throw new ProblemRaised("form-expired", 400);
        }
        Principal officer = Caller.require(request);
        RecordVersion person = people.at(officer, handle);
        search.look(officer, person.office(), List.of(person.ref()), "login", List.of("login"));
        Principal account = account(person, pages.page(request));
        Handovers.Handed handed = logins.handovers().hand(officer, operation, account);
        return page(request, person, account, Optional.of(handed));
    }

    private Principal account(RecordVersion person, Page page) {
        return logins.handovers()
                .account(
                        new NewAccount(
                                Role.CITIZEN,
                                Optional.of(person.office()),
                                Optional.of(
                                        new PersonRecord(
                                                person.ref().register(), person.ref().id())),
                                people.view(person, page).name()));
    }

    private View page(
            HttpServletRequest request,
            RecordVersion person,
            Principal account,
            Optional<Handovers.Handed> handed) {
        Page page = pages.page(request);
        ZoneId zone = person.office().country().zone();
        List<DevicePages.Line> lines =
                logins.passkeys().of(account.id()).stream()
                        .map(one -> DevicePages.line(one, page, zone))
                        .toList();
        String base = logins.base(request.getHeader("Host"), request.isSecure());
        Optional<Slip> slip =
                handed.map(one -> {
                    String address = base + "/login/" + one.login();
                    return new Slip(
                            address, QrDrawing.of(address), page.figures().time(one.until(), zone));
                });
        return pages.show(
                request,
                "handover",
                Map.of(
                        "page", page,
                        "name", account.name(),
                        "handle", people.handle(person).value(),
                        "lines", lines,
                        "slip", slip));
    }

    /// The label is the owner's, so that the officer can ask which device was lost. Needs no
    /// database: whoever has lost a device does not wait for one.
    @InPerson
    @PostMapping("/counter/people/{handle}/devices/end")
    View end(
            HttpServletRequest request,
            @PathVariable("handle") String handle,
            @RequestParam("name") String name) {
        Principal officer = Caller.require(request);
        RecordVersion person = people.at(officer, handle);
        search.look(officer, person.office(), List.of(person.ref()), "login", List.of("devices"));
        Principal account =
                accounts.ofPerson(
                                new PersonRecord(person.ref().register(), person.ref().id()),
                                Role.CITIZEN)
                        .orElseThrow(() -> new ProblemRaised("passkey-unknown", 404));
        return switch (logins.passkeys().end(account.id(), name)) {
            case EnrolmentAnswer.Refused _ -> throw new ProblemRaised("passkey-unknown", 404);
            case EnrolmentAnswer.Enrolled _, EnrolmentAnswer.Ended _ ->
                    page(request, person, account, Optional.empty());
        };
    }
}
