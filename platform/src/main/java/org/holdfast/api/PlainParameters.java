// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.HandlerInterceptor;

/// Reads the parameters of a request before its route does, so that what cannot be decoded, is too
/// much, or holds U+0000 (which no database text can) is refused in one place.
final class PlainParameters implements HandlerInterceptor {
    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (bodyIsNoForm(request)) {
            return true;
        }
        request.getParameterMap()
                .forEach((name, values) -> {
                    for (String value : values) {
                        if (value.indexOf('\0') >= 0) {
                            throw new ProblemRaised("bad-parameter", 400);
                        }
                    }
                });
        return true;
    }

    /// Routes that read the raw body, whatever its content type says: asking for parameters would
    /// take it from them.
    private static boolean bodyIsNoForm(HttpServletRequest request) {
        String path = PlainPath.of(request);
        return "POST".equals(request.getMethod())
                && (path.startsWith("/api/") || path.equals("/verify/picture"));
    }
}
