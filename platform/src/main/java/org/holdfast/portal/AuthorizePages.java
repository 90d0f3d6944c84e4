// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.holdfast.api.Caller;
import org.holdfast.api.OpenidIssuer;
import org.holdfast.api.ProblemRaised;
import org.holdfast.cases.OperationId;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.identity.Public;
import org.holdfast.identity.Role;
import org.holdfast.logins.Logins;
import org.holdfast.provider.Asked;
import org.holdfast.provider.Authorizing;
import org.holdfast.provider.Provider;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// `/openid/authorize`: somebody is asked whether a service may know that they have logged in.
/// Whoever is not in comes in first, and then goes on here.
@Public
@Controller
class AuthorizePages {
    static final String PATH = "/openid/authorize";

    /// What a browser keeps of a request while its owner comes in or chooses a language; no script
    /// reads it, and nobody else makes it.
    private static final String KEPT = "holdfast-wish";

    private static final Duration KEEPS = Duration.ofMinutes(30);
    private static final String POLICY = "Content-Security-Policy";
    private static final String FORMS = "form-action 'self'";

    private final Pages pages;
    private final Authorizing authorizing;
    private final OpenidIssuer issuer;
    private final Principals principals;
    private final Logins logins;

    AuthorizePages(
            Pages pages,
            Provider provider,
            OpenidIssuer issuer,
            Principals principals,
            Logins logins) {
        this.pages = pages;
        this.authorizing = provider.authorizing();
        this.issuer = issuer;
        this.principals = principals;
        this.logins = logins;
    }

    /// What a browser has kept, unread.
    static Optional<String> kept(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        for (Cookie cookie : cookies) {
            if (KEPT.equals(cookie.getName()) && !cookie.getValue().isEmpty()) {
                return Optional.of(cookie.getValue());
            }
        }
        return Optional.empty();
    }

    @GetMapping(PATH)
    @Nullable View ask(HttpServletRequest request, HttpServletResponse response) {
        String query = Optional.ofNullable(request.getQueryString()).orElse("");
        Optional<Authorizing.Kept> kept = kept(request).flatMap(authorizing::kept);
        if (query.isEmpty() && kept.isPresent()) {
            Sessions.go(response, PATH + "?" + kept.get().query());
            return null;
        }
        return switch (authorizing.ask(query, issuer.of(request))) {
            case Asked.Unknown _ -> throw new ProblemRaised("openid-unknown", 400);
            case Asked.Refused(String location) -> leave(request, response, location);
            case Asked.Wish wish -> ask(request, response, wish, query);
        };
    }

    private @Nullable View ask(
            HttpServletRequest request,
            HttpServletResponse response,
            Asked.Wish wish,
            String query) {
        Optional<Person> person = person(request, wish, query);
        if (person.isEmpty()) {
            return comeIn(request, response, wish, query);
        }
        Principal who = person.get().who();
        if (who.onlyInPerson()) {
            return leave(request, response, no(wish, Authorizing.No.TEMPORARILY_UNAVAILABLE));
        }
        Optional<String> again = authorizing.again(wish, who, person.get().in());
        if (again.isPresent()) {
            return leave(request, response, again.get());
        }
        if (wish.prompts().none()) {
            return leave(request, response, no(wish, Authorizing.No.CONSENT_REQUIRED));
        }
        keep(request, response, query);
        // The answer to the form leads away, which browsers hold against the page's policy.
        String policy = response.getHeader(POLICY);
        if (policy != null) {
            URI to = URI.create(wish.redirect());
            response.setHeader(
                    POLICY, policy.replace(FORMS, FORMS + " https://" + to.getRawAuthority()));
        }
        Page page = pages.page(request);
        return pages.show(
                request,
                "authorize",
                Map.of(
                        "page",
                        page,
                        "service",
                        wish.service().name(page.lang()),
                        "host",
                        URI.create(wish.redirect()).getHost(),
                        "query",
                        query,
                        "operation",
                        authorizing.operation()));
    }

    private String no(Asked.Wish wish, Authorizing.No why) {
        return authorizing.refuse(wish, why);
    }

    private record Person(Principal who, Authorizing.CameIn in) {}

    /// Who is in, as lately as the service wishes.
    private Optional<Person> person(HttpServletRequest request, Asked.Wish wish, String query) {
        Optional<Principal> who = Caller.of(request).filter(one -> one.role() == Role.CITIZEN);
        Optional<String> session = Caller.session(request);
        Optional<Instant> end = session.flatMap(principals::until);
        if (who.isEmpty() || end.isEmpty()) {
            return Optional.empty();
        }
        boolean passkey =
                session.flatMap(principals::serial).filter(logins::isByPasskey).isPresent();
        Authorizing.CameIn in = new Authorizing.CameIn(end.get().minus(Sessions.LENGTH), passkey);
        return authorizing.isFresh(wish, in, asked(request, query))
                ? Optional.of(new Person(who.get(), in))
                : Optional.empty();
    }

    /// When this browser was first seen with this request.
    private Optional<Instant> asked(HttpServletRequest request, String query) {
        return kept(request)
                .flatMap(authorizing::kept)
                .filter(one -> one.query().equals(query))
                .map(Authorizing.Kept::at);
    }

    private @Nullable View comeIn(
            HttpServletRequest request,
            HttpServletResponse response,
            Asked.Wish wish,
            String query) {
        if (wish.prompts().none()) {
            return leave(request, response, no(wish, Authorizing.No.LOGIN_REQUIRED));
        }
        keep(request, response, query);
        Sessions.go(response, "/login");
        return null;
    }

    private void keep(HttpServletRequest request, HttpServletResponse response, String query) {
        if (asked(request, query).isEmpty()) {
            cookie(request, response, authorizing.keep(query), KEEPS);
        }
    }

    private @Nullable View leave(
            HttpServletRequest request, HttpServletResponse response, String location) {
        if (kept(request).isPresent()) {
            cookie(request, response, "", Duration.ZERO);
        }
        Sessions.go(response, location);
        return null;
    }

    private static void cookie(
            HttpServletRequest request, HttpServletResponse response, String value, Duration age) {
        ResponseCookie cookie =
                ResponseCookie.from(KEPT, value)
                        .path("/")
                        .httpOnly(true)
                        .sameSite("Lax")
                        .secure(request.isSecure())
                        .maxAge(age)
                        .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    /// What somebody has decided. The request is read anew: the form is a person's own word.
    @PostMapping(PATH)
    @Nullable View decide(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam("query") String query,
            @RequestParam("operation") String operation,
            @RequestParam("answer") String answer) {
        if (!OperationId.isWellFormed(operation)) {
            throw new ProblemRaised("form-expired", 400);
        }
        return switch (authorizing.ask(query, issuer.of(request))) {
            case Asked.Unknown _ -> throw new ProblemRaised("openid-unknown", 400);
            case Asked.Refused(String location) -> leave(request, response, location);
            case Asked.Wish wish -> {
                if (!answer.equals("yes")) {
                    yield leave(request, response, no(wish, Authorizing.No.ACCESS_DENIED));
                }
                Optional<Person> person = person(request, wish, query);
                if (person.isEmpty()) {
                    yield comeIn(request, response, wish, query);
                }
                if (person.get().who().onlyInPerson()) {
                    yield leave(
                            request, response, no(wish, Authorizing.No.TEMPORARILY_UNAVAILABLE));
                }
                boolean remember = request.getParameter("remember") != null;
                yield leave(
                        request,
                        response,
                        authorizing.agree(
                                wish, person.get().who(), person.get().in(), remember, operation));
            }
        };
    }
}
