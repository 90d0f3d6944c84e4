// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.holdfast.api.LoginHands;
import org.holdfast.api.ProblemRaised;
import org.holdfast.api.Problems;
import org.holdfast.identity.Public;
import org.holdfast.logins.LoginAnswer;
import org.holdfast.logins.Logins;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.View;
import tools.jackson.databind.node.ObjectNode;

/// `/login`: the ways in, each of which says what it needs; and the passkey's.
@Public
@Controller
class LoginPages {
    /// A secret of the browser that asks for a challenge, which no page can read: only it answers.
    private static final String BROWSER = "holdfast-browser";

    private static final Duration ASKS = Duration.ofMinutes(30);
    private static final int SECRET = 16;
    private static final int SECRET_LETTERS = 22;

    private final Pages pages;
    private final Logins logins;
    private final LoginHands hands;
    private final OutsideSight outside;
    private final Problems problems;
    private final SecureRandom random;

    LoginPages(
            Pages pages,
            Logins logins,
            LoginHands hands,
            OutsideSight outside,
            Problems problems,
            SecureRandom random) {
        this.pages = pages;
        this.outside = outside;
        this.logins = logins;
        this.hands = hands;
        this.problems = problems;
        this.random = random;
    }

    @GetMapping("/login")
    View ask(HttpServletRequest request) {
        return outside.loginPage(request, 200, RefusalView.NONE);
    }

    /// For the page's script; the challenge in it is for this browser alone.
    @ResponseBody
    @GetMapping("/login/passkey")
    ObjectNode options(HttpServletRequest request, HttpServletResponse response) {
        String secret = secret(request).orElseGet(this::drawn);
        ResponseCookie cookie =
                ResponseCookie.from(BROWSER, secret)
                        .path("/login")
                        .httpOnly(true)
                        .sameSite("Strict")
                        .secure(request.isSecure())
                        .maxAge(ASKS)
                        .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
        return logins.passkeys().login(secret);
    }

    private String drawn() {
        byte[] drawn = new byte[SECRET];
        random.nextBytes(drawn);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
    }

    private static Optional<String> secret(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        for (Cookie cookie : cookies) {
            if (BROWSER.equals(cookie.getName()) && cookie.getValue().length() == SECRET_LETTERS) {
                return Optional.of(cookie.getValue());
            }
        }
        return Optional.empty();
    }

    /// Sends the browser to where that person's work begins, or shows the ways in again.
    @PostMapping("/login/passkey")
    View enter(HttpServletRequest request, @RequestParam("answer") String answer) {
        try {
            String secret =
                    secret(request).orElseThrow(() -> new ProblemRaised("login-refused", 403));
            LoginAnswer.In in =
                    hands.byPasskey(() -> logins.passkeys().enter(secret, answer, Sessions.LENGTH));
            return (_, _, answered) -> Sessions.open(logins, in, request, answered);
        } catch (ProblemRaised refused) {
            if (refused.problem().status() != 403) {
                throw refused;
            }
            String words = problems.words(refused.problem().code()).in(pages.page(request).lang());
            return outside.loginPage(request, 403, RefusalView.saying(words));
        }
    }
}
