// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.holdfast.identity.PeerTokens;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;

/// Who stands at the door, as [Gate] found out and left it in the request.
public final class Caller {
    /// The cookie of a browser session.
    public static final String SESSION = "holdfast-session";

    private static final String WHO = Caller.class.getName() + ".who";

    private Caller() {}

    static void remember(HttpServletRequest request, Optional<Principal> who) {
        who.ifPresent(principal -> request.setAttribute(WHO, principal));
    }

    /// Who is calling, if anybody known.
    public static Optional<Principal> of(HttpServletRequest request) {
        return Optional.ofNullable((Principal) request.getAttribute(WHO));
    }

    /// Who is calling.
    ///
    /// @throws ProblemRaised 401 for a stranger
    public static Principal require(HttpServletRequest request) {
        return of(request).orElseThrow(() -> new ProblemRaised("not-signed-in", 401));
    }

    /// Lets operators and the other sites of the office pass, and no mirror of somebody else.
    ///
    /// @throws ProblemRaised 403 for a mirror that an operator has admitted
    static void requireOwn(HttpServletRequest request) {
        Principal who = require(request);
        if (who.role() == Role.MIRROR && !PeerTokens.isPeer(who)) {
            throw new ProblemRaised("role-not-permitted", 403);
        }
    }

    /// The session cookie as it came, if there was one.
    public static Optional<String> session(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        for (Cookie cookie : cookies) {
            if (SESSION.equals(cookie.getName()) && !cookie.getValue().isEmpty()) {
                return Optional.of(cookie.getValue());
            }
        }
        return Optional.empty();
    }
}
