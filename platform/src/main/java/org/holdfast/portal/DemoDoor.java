// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import org.holdfast.api.ProblemRaised;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.identity.Public;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The doors of a demo: enter as somebody with one click. They exist in a demo only, and only for
/// whoever sits at the same machine.
@Public
@Controller
class DemoDoor {
    private final Pages pages;
    private final Accounts accounts;
    private final Principals principals;

    DemoDoor(Pages pages, Accounts accounts, Principals principals) {
        this.pages = pages;
        this.accounts = accounts;
        this.principals = principals;
    }

    @PostMapping("/demo/enter")
    void enter(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam("who") String account) {
        requireDemo(request);
        open(accounts.find(account), request, response);
    }

    @GetMapping("/demo/login/{login}")
    void login(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("login") String login) {
        requireDemo(request);
        open(principals.redeem(login), request, response);
    }

    private void open(
            Optional<Principal> who, HttpServletRequest request, HttpServletResponse response) {
        Principal principal = who.orElseThrow(() -> new ProblemRaised("login-bad", 403));
        Sessions.open(principals, principal, request, response);
    }

    private void requireDemo(HttpServletRequest request) {
        if (!pages.demo() || !isLocal(request)) {
            throw new ProblemRaised("not-found", 404);
        }
    }

    /// Whether the request comes from this very machine, asked for by a name of this machine: so a
    /// page of another site that points its own name here gets nothing. What a proxy passed on
    /// comes from elsewhere, whoever it says it is.
    static boolean isLocal(HttpServletRequest request) {
        if (wasPassedOn(request)) {
            return false;
        }
        String host = request.getServerName();
        boolean named =
                "localhost".equals(host) || "127.0.0.1".equals(host) || "[::1]".equals(host);
        try {
            return named && InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean wasPassedOn(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name ->
                        name.equals("forwarded")
                                || name.startsWith("x-forwarded")
                                || name.equals("x-real-ip")
                                || name.equals("via"));
    }
}
