// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.holdfast.api.LoginHands;
import org.holdfast.api.ProblemRaised;
import org.holdfast.identity.Principals;
import org.holdfast.identity.Public;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/// One-time logins, and signing out. Opening the link shows a button first, so that a program that
/// looks at links ahead does not use the login up.
@Public
@Controller
class SignIn {
    private final Pages pages;
    private final Principals principals;
    private final LoginHands hands;

    SignIn(Pages pages, Principals principals, LoginHands hands) {
        this.hands = hands;
        this.pages = pages;
        this.principals = principals;
    }

    @GetMapping("/login/{login}")
    View ask(HttpServletRequest request, @PathVariable("login") String login) {
        return pages.show(request, "login", Map.of("login", login));
    }

    @PostMapping("/login")
    void enter(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam("login") String login) {
        Sessions.open(
                principals,
                hands.byLink(() -> principals.redeem(login))
                        .orElseThrow(() -> new ProblemRaised("login-bad", 403)),
                request,
                response);
    }

    @PostMapping("/signout")
    void leave(HttpServletRequest request, HttpServletResponse response) {
        Sessions.end(principals, request, response);
    }
}
