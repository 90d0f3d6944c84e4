// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.shield.BoundedLimiter;
import org.holdfast.shield.Limiter;
import org.springframework.web.filter.OncePerRequestFilter;

/// What every request meets once it is in as a whole: strict headers, an address with one reading,
/// admission, then who it is. Whatever goes wrong behind it, outside the routes' own edge, ends
/// here as a problem too, and never as a success. The API knows bearer tokens only, pages know the
/// session cookie only, so that a page of another site can never act through a browser's cookie on
/// the API.
public final class Gate extends OncePerRequestFilter {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
                    + " connect-src 'self'; media-src 'self' blob:; frame-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final int MIRRORS_INSIDE = 16;
    private static final int MIRRORS_WAITING = 64;
    private static final Duration MIRRORS_PATIENCE = Duration.ofSeconds(2);

    private static final int SERVICES_INSIDE = 32;
    private static final int SERVICES_WAITING = 64;
    private static final Duration SERVICES_PATIENCE = Duration.ofMillis(500);

    private final Doors doors;
    private final Limiter limiter;
    private final Limiter mirrors =
            new BoundedLimiter(MIRRORS_INSIDE, MIRRORS_WAITING, MIRRORS_PATIENCE);
    private final Limiter services =
            new BoundedLimiter(SERVICES_INSIDE, SERVICES_WAITING, SERVICES_PATIENCE);
    private final Principals principals;
    private final Problems problems;
    private final Refusals refusals;

    public Gate(
            Doors doors,
            Limiter limiter,
            Principals principals,
            Problems problems,
            Refusals refusals) {
        this.doors = doors;
        this.limiter = limiter;
        this.principals = principals;
        this.problems = problems;
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        headers(response);
        request.setCharacterEncoding(StandardCharsets.UTF_8.name());
        if (!PlainPath.isPlain(request.getRequestURI())) {
            refusals.answer(request, response, Problem.of("bad-request", 400));
            return;
        }
        try {
            admit(request, response, chain);
        } catch (ServletException | RuntimeException | Error thrown) {
            if (response.isCommitted()) {
                throw new IOException("the answer was broken off by " + thrown.getClass());
            }
            response.reset();
            refusals.answer(request, response, Faults.problem(thrown, request));
        }
    }

    private void admit(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = PlainPath.of(request);
        if (path.startsWith("/health/") || path.startsWith("/assets/")) {
            chain.doFilter(request, response);
            return;
        }
        boolean mirror = path.startsWith("/api/v1/mirror/") || path.equals("/journal/list");
        boolean copying =
                mirror || path.startsWith("/journal/") || path.equals("/api/v1/sites/own");
        if (!(copying ? doors.openToMirrors() : doors.open())) {
            if (!WaitPage.answered(request, response, problems)) {
                problems.write(request, response, Problem.of("not-open", 503));
            }
            return;
        }
        // Mirrors have a lane of their own: a crowd at the doors must not keep entries from being
        // copied to other places.
        Optional<Limiter.Ticket> ticket = lane(path, mirror).tryEnter();
        if (ticket.isEmpty()) {
            problems.write(request, response, Problem.of("over-capacity", 503));
            return;
        }
        try (Limiter.Ticket _ = ticket.get()) {
            Caller.remember(request, who(request, path));
            chain.doFilter(request, response);
        }
    }

    /// Other services' logins have one too, so that neither they nor whoever comes to the office
    /// pulls the other down.
    private Limiter lane(String path, boolean mirror) {
        return mirror ? mirrors : OpenidRoutes.isOurs(path) ? services : limiter;
    }

    private Optional<Principal> who(HttpServletRequest request, String path) {
        if (path.startsWith("/api/")) {
            String header = request.getHeader("Authorization");
            return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                    ? principals.byToken(header.substring(7).strip())
                    : Optional.empty();
        }
        return Caller.session(request).flatMap(principals::bySession);
    }

    static void headers(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Permissions-Policy", "camera=(self), microphone=(), geolocation=()");
        response.setHeader("Cache-Control", "no-store");
    }
}
