// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.logins.LoginRefusal;
import org.holdfast.logins.Logins;
import org.holdfast.openid.Begun;
import org.holdfast.openid.OpenId;
import org.holdfast.openid.OpenIdRefusal;
import org.holdfast.openid.ProviderState;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.View;

/// The outside providers as pages tell of them, the page of all ways in, and the cookie of whoever
/// is away at a provider.
final class OutsideSight {
    private static final String COOKIE = "holdfast-openid";

    /// Kept by the browser for this very host only (RFC 6265bis §4.1.3.2).
    private static final String HOST = "__Host-";

    private final Pages pages;
    private final OpenId openId;
    private final Logins logins;
    private final CardDoor card;
    private final InstantSource clock;

    OutsideSight(Pages pages, OpenId openId, Logins logins, CardDoor card, InstantSource clock) {
        this.pages = pages;
        this.openId = openId;
        this.logins = logins;
        this.card = card;
        this.clock = clock;
    }

    /// A provider's button.
    ///
    /// @param standing in one word, as in names of texts
    /// @param words how it stands, in the visitor's language
    /// @param usable whether a login can be begun
    record Way(String name, String label, String standing, String words, boolean usable) {
        /// The colour of the tag.
        String tag() {
            return switch (standing) {
                case "up" -> "govuk-tag--green";
                case "slow" -> "govuk-tag--yellow";
                default -> "govuk-tag--red";
            };
        }
    }

    /// The ways in.
    View loginPage(HttpServletRequest request, int status, RefusalView refusal) {
        Page page = pages.page(request);
        return pages.show(
                request,
                "loginways",
                status,
                Map.of(
                        "page",
                        page,
                        "refusal",
                        refusal,
                        "domain",
                        logins.domain(),
                        "card",
                        CardPages.address(card),
                        "outside",
                        ways(page)));
    }

    /// One button for each provider, in the order of the settings.
    List<Way> ways(Page page) {
        Instant now = clock.instant();
        return openId.states().stream().map(one -> way(one, now, page)).toList();
    }

    private static Way way(ProviderState one, Instant now, Page page) {
        String since =
                one.since().map(at -> Ages.words(Duration.between(at, now), page)).orElse("");
        return new Way(
                one.name(),
                label(one, page),
                one.standing().code(),
                page.t("outside." + one.standing().code(), since),
                one.usable());
    }

    private static String label(ProviderState one, Page page) {
        return one.texts().getOrDefault(page.lang(), one.name());
    }

    /// What a provider is called; its name where the office knows it no more.
    String label(String provider, Page page) {
        return openId.state(provider).map(one -> label(one, page)).orElse(provider);
    }

    /// Why it did not work, in the visitor's language.
    RefusalView refusal(HttpServletRequest request, String provider, OpenIdRefusal why) {
        String code =
                switch (why) {
                    case NOT_READY, RESTING, SILENT, FAULTY -> "silent";
                    case BUSY -> "busy";
                    case NOT_OURS -> "again";
                    case DENIED, CODE_REFUSED -> "denied";
                    case UNKNOWN_KEY -> "keys";
                    case TOO_WEAK -> "weak";
                    case OTHER_ISSUER,
                            MALFORMED,
                            OTHER_ALGORITHM,
                            BAD_SIGNATURE,
                            FOREIGN,
                            WRONG_TIME,
                            OTHER_LOGIN ->
                            "unbelieved";
                };
        return saying(request, provider, code);
    }

    /// The same for what the office itself refuses.
    RefusalView refusal(HttpServletRequest request, String provider, LoginRefusal why) {
        String code =
                switch (why) {
                    case UNKNOWN -> "unbound";
                    case KNOWN -> "known";
                    case TOO_MANY -> "many";
                    case MALFORMED,
                            BAD_CHALLENGE,
                            REPLAYED,
                            WRONG_PLACE,
                            BAD_SIGNATURE,
                            NOT_VERIFIED,
                            COPIED,
                            NOT_GOOD,
                            NOBODY,
                            TOO_OLD ->
                            "again";
                };
        return saying(request, provider, code);
    }

    RefusalView saying(HttpServletRequest request, String provider, String code) {
        Page page = pages.page(request);
        return RefusalView.saying(page.t("outside.no." + code, label(provider, page)));
    }

    /// Begins, and gives the browser what it has to bring back.
    ///
    /// @param account to which something is to be bound; empty for a login
    Optional<URI> begin(
            HttpServletRequest request,
            HttpServletResponse response,
            String provider,
            Optional<String> account) {
        Optional<Begun> begun = openId.begin(provider, account, here(request, provider));
        begun.ifPresent(one -> cookie(one.cookie(), one.age(), request, response));
        return begun.map(Begun::address);
    }

    /// The address to which browsers come back, as the provider knows it.
    URI here(HttpServletRequest request, String provider) {
        String base = logins.base(request.getHeader("Host"), request.isSecure());
        return URI.create(base + "/login/openid/" + provider);
    }

    /// What the browser has brought back.
    static Optional<String> cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        for (Cookie one : cookies) {
            if (one.getName().equals(name(request))) {
                return Optional.of(one.getValue());
            }
        }
        return Optional.empty();
    }

    static void forget(HttpServletRequest request, HttpServletResponse response) {
        cookie("", Duration.ZERO, request, response);
    }

    /// `Lax`, since a browser that a provider sends back comes from elsewhere.
    private static void cookie(
            String value, Duration age, HttpServletRequest request, HttpServletResponse response) {
        ResponseCookie cookie =
                ResponseCookie.from(name(request), value)
                        .path("/")
                        .httpOnly(true)
                        .sameSite("Lax")
                        .secure(request.isSecure())
                        .maxAge(age)
                        .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    private static String name(HttpServletRequest request) {
        return request.isSecure() ? HOST + COOKIE : COOKIE;
    }
}
