// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.holdfast.api.Caller;
import org.holdfast.api.LoginHands;
import org.holdfast.api.ProblemRaised;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Public;
import org.holdfast.identity.Role;
import org.holdfast.logins.LoginAnswer;
import org.holdfast.logins.LoginRefusal;
import org.holdfast.logins.Logins;
import org.holdfast.logins.OutsideLogins;
import org.holdfast.openid.Attempt;
import org.holdfast.openid.Back;
import org.holdfast.openid.Identified;
import org.holdfast.openid.OpenId;
import org.holdfast.openid.OpenIdRefusal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// Citizens go to an outside provider and come back: to log in, or, from `/devices`, to bind what
/// they are there to their account here.
@Controller
class OutsidePages {
    private static final int GONE_OUT = 503;

    private final Pages pages;
    private final OutsideSight sight;
    private final DeviceSight devices;
    private final OpenId openId;
    private final Logins all;
    private final OutsideLogins logins;
    private final LoginHands hands;

    OutsidePages(
            Pages pages,
            OutsideSight sight,
            DeviceSight devices,
            OpenId openId,
            Logins logins,
            LoginHands hands) {
        this.pages = pages;
        this.sight = sight;
        this.devices = devices;
        this.openId = openId;
        this.all = logins;
        this.logins = logins.outside();
        this.hands = hands;
    }

    /// A link and not a form: a form of ours may lead to ours only (`form-action`). Nothing is kept
    /// of it here.
    @Public
    @GetMapping("/login/openid/{name}/begin")
    View begin(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("name") String name) {
        requireKnown(name);
        return sight.begin(request, response, name, Optional.empty())
                .<View>map(to -> (_, _, answered) -> Sessions.go(answered, to.toString()))
                .orElseGet(() -> refusedLogin(request, name, OpenIdRefusal.NOT_READY));
    }

    private void requireKnown(String name) {
        if (openId.state(name).isEmpty()) {
            throw new ProblemRaised("not-found", 404);
        }
    }

    /// The browser comes back (OpenID Connect Core 1.0 §3.1.2.5).
    @Public
    @GetMapping("/login/openid/{name}")
    View back(HttpServletRequest request, @PathVariable("name") String name) {
        requireKnown(name);
        Optional<Attempt> attempt =
                openId.attempt(
                        name,
                        OutsideSight.cookie(request).orElse(""),
                        parameter(request, "state").orElse(""),
                        Caller.of(request).map(Principal::id));
        if (attempt.isEmpty()) {
            return refusedLogin(request, name, OpenIdRefusal.NOT_OURS);
        }
        return switch (attempt.get().purpose()) {
            case LOGIN -> login(request, attempt.get());
            case BINDING -> binding(request, attempt.get());
        };
    }

    private static Optional<String> parameter(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        // RFC 6749 §3.1: none stands twice
        return values == null || values.length != 1 ? Optional.empty() : Optional.of(values[0]);
    }

    private Identified finish(HttpServletRequest request, Attempt attempt) {
        return openId.finish(
                attempt,
                new Back(
                        parameter(request, "code"),
                        parameter(request, "iss"),
                        parameter(request, "error"),
                        sight.here(request, attempt.provider())));
    }

    private static OutsideLogins.Subject subject(Identified.Known known) {
        return new OutsideLogins.Subject(known.provider(), known.issuer(), known.subject());
    }

    private View login(HttpServletRequest request, Attempt attempt) {
        String name = attempt.provider();
        if (logins.isUsed(attempt.name())) {
            return refusedLogin(request, name, OpenIdRefusal.NOT_OURS);
        }
        return switch (finish(request, attempt)) {
            case Identified.Refused(OpenIdRefusal why) -> refusedLogin(request, name, why);
            case Identified.Known known -> {
                LoginAnswer answer =
                        hands.byOutside(() ->
                                logins.enter(attempt.name(), subject(known), Sessions.LENGTH));
                yield switch (answer) {
                    case LoginAnswer.In in ->
                            (_, _, answered) -> {
                                OutsideSight.forget(request, answered);
                                Sessions.open(all, in, request, answered);
                            };
                    case LoginAnswer.Refused(LoginRefusal why) ->
                            sight.loginPage(request, 403, sight.refusal(request, name, why));
                };
            }
        };
    }

    private View refusedLogin(HttpServletRequest request, String name, OpenIdRefusal why) {
        return sight.loginPage(
                request, why.isOutage() ? GONE_OUT : 403, sight.refusal(request, name, why));
    }

    private View binding(HttpServletRequest request, Attempt attempt) {
        String name = attempt.provider();
        Principal owner = Caller.require(request);
        if (logins.isUsed(attempt.name())) {
            return (_, _, answered) -> Sessions.go(answered, "/devices");
        }
        return switch (finish(request, attempt)) {
            case Identified.Refused(OpenIdRefusal why) -> refusedBinding(request, name, why);
            case Identified.Known known ->
                    switch (logins.bind(owner, attempt.name(), subject(known))) {
                        case OutsideLogins.Answer.Bound _, OutsideLogins.Answer.Ended _ ->
                                (_, _, answered) -> Sessions.go(answered, "/devices");
                        case OutsideLogins.Answer.Refused(LoginRefusal why) ->
                                devices.page(request, 422, sight.refusal(request, name, why));
                    };
        };
    }

    private View refusedBinding(HttpServletRequest request, String name, OpenIdRefusal why) {
        return devices.page(
                request, why.isOutage() ? GONE_OUT : 422, sight.refusal(request, name, why));
    }

    /// Only from a form of ours and from whoever has come in lately: so nobody binds their own
    /// outside name to the account of somebody whose screen stands open, or whom they send here.
    /// The page then leads on by itself, since a form must not.
    @Allowed(Role.CITIZEN)
    @PostMapping("/devices/openid")
    View bind(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam("provider") String name) {
        requireKnown(name);
        if (!devices.isFresh(request)) {
            return devices.page(request, 422, sight.saying(request, name, "fresh"));
        }
        Optional<URI> to =
                sight.begin(request, response, name, Optional.of(Caller.require(request).id()));
        if (to.isEmpty()) {
            return refusedBinding(request, name, OpenIdRefusal.NOT_READY);
        }
        Page page = pages.page(request);
        response.setHeader("Refresh", "0; url=" + to.get());
        return pages.show(
                request,
                "outsidego",
                Map.of(
                        "page",
                        page,
                        "address",
                        to.get().toString(),
                        "label",
                        sight.label(name, page)));
    }

    /// Asks nobody outside.
    @Allowed(Role.CITIZEN)
    @PostMapping("/devices/openid/end")
    void end(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam("name") String name) {
        switch (logins.end(Caller.require(request).id(), name)) {
            case OutsideLogins.Answer.Refused _ -> throw new ProblemRaised("not-found", 404);
            case OutsideLogins.Answer.Bound _, OutsideLogins.Answer.Ended _ ->
                    Sessions.go(response, "/devices");
        }
    }
}
