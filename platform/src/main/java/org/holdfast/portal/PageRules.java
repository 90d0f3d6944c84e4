// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.holdfast.api.Caller;
import org.holdfast.api.Language;
import org.holdfast.api.ProblemRaised;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.HandlerInterceptor;

/// What holds for every page: a chosen language is kept in a cookie, and a form is only taken from
/// our own pages: the browser says so (`Sec-Fetch-Site`, `Origin`), and, for whoever is signed in,
/// the form carries the token that only our pages know.
final class PageRules implements HandlerInterceptor {
    /// The name of the form field, and of the header that scripts send instead.
    static final String FIELD = "form";

    static final String HEADER = "X-Holdfast-Form";

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        String path = request.getRequestURI();
        request.setAttribute("holdfast.path", path);
        if ("GET".equals(request.getMethod()) || "HEAD".equals(request.getMethod())) {
            return !languageChosen(request, response, path);
        }
        if (path.equals(CardPages.ARRIVAL)) {
            return true; // from the host that cards are shown at; does nothing but show a page
        }
        fromOurPages(request);
        return true;
    }

    private static boolean languageChosen(
            HttpServletRequest request, HttpServletResponse response, String path) {
        String query = request.getQueryString();
        if (query == null || !query.startsWith("lang=")) {
            return false;
        }
        Optional<Language> chosen = Language.find(query.substring(5));
        if (chosen.isEmpty()) {
            return false;
        }
        ResponseCookie cookie =
                ResponseCookie.from(Language.COOKIE, chosen.get().code())
                        .path("/")
                        .sameSite("Lax")
                        .httpOnly(true)
                        .secure(request.isSecure())
                        .maxAge(java.time.Duration.ofDays(365))
                        .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
        response.setStatus(303);
        response.setHeader("Location", path);
        return true;
    }

    private static void fromOurPages(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !"same-origin".equals(site) && !"none".equals(site)) {
            throw new ProblemRaised("form-expired", 403);
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !sameHost(origin, request.getHeader("Host"))) {
            throw new ProblemRaised("form-expired", 403);
        }
        if (Caller.of(request).isPresent()) {
            String sent = request.getHeader(HEADER);
            if (sent == null) {
                sent = request.getParameter(FIELD);
            }
            if (sent == null || !same(sent, Pages.form(request))) {
                throw new ProblemRaised("form-expired", 403);
            }
        }
    }

    private static boolean sameHost(String origin, @org.jspecify.annotations.Nullable String host) {
        try {
            return host != null && host.equals(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
