// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.InstantSource;
import org.holdfast.api.Caller;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.identity.Role;
import org.holdfast.logins.LoginAnswer;
import org.holdfast.logins.Logins;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/// Opens and ends browser sessions.
final class Sessions {
    /// How long a session lasts.
    static final Duration LENGTH = Duration.ofHours(8);

    /// So soon after coming in somebody may do what opens an account in another way.
    private static final Duration FRESH = Duration.ofMinutes(15);

    private Sessions() {}

    /// Gives the browser a session and sends it to where that person's work begins. The session
    /// that it had before ends.
    static void open(
            Principals principals,
            Principal who,
            HttpServletRequest request,
            HttpServletResponse response) {
        Caller.session(request).ifPresent(principals::end);
        cookie(principals.session(who, LENGTH), LENGTH, request, response);
        home(who, request, response);
    }

    /// The same for whoever came in with a passkey or a card.
    static void open(
            Logins logins,
            LoginAnswer.In in,
            HttpServletRequest request,
            HttpServletResponse response) {
        Caller.session(request).ifPresent(logins::leave);
        cookie(in.opened().token(), LENGTH, request, response);
        home(in.who(), request, response);
    }

    /// Whether whoever asks has come in lately.
    static boolean isFresh(Principals principals, HttpServletRequest request, InstantSource clock) {
        return Caller.session(request)
                .flatMap(principals::until)
                .filter(end -> end.minus(LENGTH).plus(FRESH).isAfter(clock.instant()))
                .isPresent();
    }

    /// A citizen whom a service waits for goes on there.
    private static void home(
            Principal who, HttpServletRequest request, HttpServletResponse response) {
        if (who.role() == Role.CITIZEN && AuthorizePages.kept(request).isPresent()) {
            go(response, AuthorizePages.PATH);
            return;
        }
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
