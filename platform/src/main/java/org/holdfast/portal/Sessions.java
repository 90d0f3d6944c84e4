// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.holdfast.api.Caller;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/// Opens and ends browser sessions.
final class Sessions {
    private static final Duration LENGTH = Duration.ofHours(8);

    private Sessions() {}

    /// Gives the browser a session and sends it to where that person's work begins.
    static void open(
            Principals principals,
            Principal who,
            HttpServletRequest request,
            HttpServletResponse response) {
        cookie(principals.session(who, LENGTH), LENGTH, request, response);
        String home =
                switch (who.role()) {
                    case CITIZEN -> "/me";
                    case OFFICER -> "/counter";
                    case OPERATOR -> "/operations";
                    case RELYING_PARTY, MIRROR -> "/verify";
                };
        go(response, home);
    }

    static void end(
            Principals principals, HttpServletRequest request, HttpServletResponse response) {
        Caller.session(request).ifPresent(principals::end);
        cookie("", Duration.ZERO, request, response);
        go(response, "/");
    }

    /// Sends the browser on after a form was taken.
    static void go(HttpServletResponse response, String path) {
        response.setStatus(303);
        response.setHeader("Location", path);
    }

    private static void cookie(
            String value, Duration age, HttpServletRequest request, HttpServletResponse response) {
        ResponseCookie cookie =
                ResponseCookie.from(Caller.SESSION, value)
                        .path("/")
                        .httpOnly(true)
                        .sameSite("Lax")
                        .secure(request.isSecure())
                        .maxAge(age)
                        .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
