// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.holdfast.api.AccountAnswers;
import org.holdfast.api.Caller;
import org.holdfast.api.ProblemRaised;
import org.holdfast.api.Problems;
import org.holdfast.cases.OperationId;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Role;
import org.holdfast.logins.Logins;
import org.holdfast.offices.OfficeCode;
import org.holdfast.officials.AccountAnswer;
import org.holdfast.officials.AccountOrder;
import org.holdfast.officials.AccountRefusal;
import org.holdfast.officials.Officials;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// `/operations/accounts`: accounts of officials, made, closed and agreed upon.
@Allowed(Role.OPERATOR)
@Controller
class AccountPages {
    private static final String HERE = "/operations/accounts";

    private final Pages pages;
    private final Officials officials;
    private final Logins logins;
    private final Problems problems;
    private final InstantSource clock;

    AccountPages(
            Pages pages,
            Officials officials,
            Logins logins,
            Problems problems,
            InstantSource clock) {
        this.pages = pages;
        this.officials = officials;
        this.logins = logins;
        this.problems = problems;
        this.clock = clock;
    }

    @GetMapping(HERE)
    View show(
            HttpServletRequest request,
            @RequestParam(name = "office", defaultValue = "") String office) {
        String known = OfficeCode.isWellFormed(office) ? office : "";
        return show(
                request,
                new AccountsView.Beside(known, Sent.NOTHING, Optional.empty(), ""),
                RefusalView.NONE);
    }

    /// Where a form stood, asked for again, as when another language is chosen.
    @GetMapping(HERE + "/{id}/{step}")
    View again(
            HttpServletRequest request,
            @PathVariable("id") String id,
            @PathVariable("step") String step) {
        return show(request, AccountsView.Beside.NOTHING, RefusalView.NONE);
    }

    private View show(HttpServletRequest request, AccountsView.Beside beside, RefusalView refusal) {
        Page page = pages.page(request);
        AccountsView view =
                AccountsView.of(
                        officials.all(),
                        officials.waiting(),
                        beside,
                        Caller.require(request),
                        clock.instant(),
                        page);
        return pages.show(
                request,
                "accounts",
                refusal.present() ? 422 : 200,
                Map.of("page", page, "view", view, "refusal", refusal));
    }

    @PostMapping(HERE)
    @Nullable View make(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam("operation") String operation,
            @RequestParam("role") String role) {
        Sent sent = Sent.of(request);
        Optional<OfficeCode> office = maybe(sent, "office").map(AccountPages::office);
        AccountOrder.Make order =
                new AccountOrder.Make(
                        role(role),
                        office,
                        sent.text("name"),
                        maybe(sent, "until").map(AccountPages::day),
                        maybe(sent, "besides"),
                        maybe(sent, "insteadOf"));
        return ordered(request, response, operation, order, sent);
    }

    private static Optional<String> maybe(Sent sent, String name) {
        return Optional.of(sent.text(name)).filter(text -> !text.isEmpty());
    }

    private static Role role(String code) {
        try {
            return Role.of(code);
        } catch (IllegalArgumentException unknown) {
            throw new ProblemRaised("bad-parameter", 400);
        }
    }

    private static OfficeCode office(String text) {
        if (!OfficeCode.isWellFormed(text)) {
            throw new ProblemRaised(AccountRefusal.BAD_OFFICE.code(), 422);
        }
        return new OfficeCode(text);
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException notADay) {
            throw new ProblemRaised(AccountRefusal.BAD_UNTIL.code(), 422);
        }
    }

    @PostMapping(HERE + "/{id}/closure")
    @Nullable View close(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("id") String id,
            @RequestParam("operation") String operation,
            @RequestParam("reason") String reason) {
        requireSure(request);
        return ordered(
                request,
                response,
                operation,
                new AccountOrder.Close(id, reason.strip()),
                Sent.NOTHING);
    }

    @PostMapping(HERE + "/{id}/login")
    @Nullable View login(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("id") String id,
            @RequestParam("operation") String operation) {
        return ordered(request, response, operation, new AccountOrder.Login(id), Sent.NOTHING);
    }

    @PostMapping(HERE + "/{id}/agreement")
    @Nullable View agree(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("id") String id,
            @RequestParam("operation") String operation,
            @RequestParam("request") String asked) {
        requireSure(request);
        requireWellFormed(operation);
        return answered(
                request,
                response,
                officials.agree(
                        new Officials.Agreement(Caller.require(request), operation, id, asked)),
                Sent.NOTHING);
    }

    /// What cannot be undone takes two steps.
    private static void requireSure(HttpServletRequest request) {
        if (!"yes".equals(request.getParameter("sure"))) {
            throw new ProblemRaised("bad-parameter", 400);
        }
    }

    private static void requireWellFormed(String operation) {
        if (!OperationId.isWellFormed(operation)) {
            throw new ProblemRaised("form-expired", 400);
        }
    }

    private @Nullable View ordered(
            HttpServletRequest request,
            HttpServletResponse response,
            String operation,
            AccountOrder order,
            Sent sent) {
        requireWellFormed(operation);
        return answered(
                request,
                response,
                officials.order(new Officials.Command(Caller.require(request), operation, order)),
                sent);
    }

    private @Nullable View answered(
            HttpServletRequest request,
            HttpServletResponse response,
            AccountAnswer answer,
            Sent sent) {
        return switch (answer) {
            case AccountAnswer.Done done -> {
                Sessions.go(response, HERE + "#a-" + done.official().id());
                yield null;
            }
            case AccountAnswer.Waiting _ -> {
                Sessions.go(response, HERE + "#waiting");
                yield null;
            }
            case AccountAnswer.Handed handed ->
                    show(request, slip(request, handed), RefusalView.NONE);
            case AccountAnswer.Refused(AccountRefusal why) ->
                    show(
                            request,
                            new AccountsView.Beside("", sent, Optional.empty(), ""),
                            RefusalView.saying(
                                    problems.words(AccountAnswers.problem(why).code())
                                            .in(pages.page(request).language().code())));
        };
    }

    private AccountsView.Beside slip(HttpServletRequest request, AccountAnswer.Handed handed) {
        String address =
                logins.base(request.getHeader("Host"), request.isSecure())
                        + "/login/"
                        + handed.login();
        Page page = pages.page(request);
        return new AccountsView.Beside(
                "",
                Sent.NOTHING,
                Optional.of(
                        new CounterLogins.Slip(
                                address,
                                QrDrawing.of(address),
                                page.figures().second(handed.until(), ZoneOffset.UTC))),
                handed.official().name());
    }
}
