// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.identity.Allowed;
import org.holdfast.identity.InPerson;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Public;
import org.holdfast.identity.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/// Lets a request through to a route only by the route's own rule. A route without a rule is shut;
/// the ledger's public journal routes, which are no methods, are known by their path. Whoever is
/// believed only for what is done in person comes no further than [InPerson].
public final class AccessRule implements HandlerInterceptor {
    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod route)) {
            if (PlainPath.of(request).startsWith("/journal")) {
                return true;
            }
            throw new ProblemRaised("not-found", 404);
        }
        Optional<Set<Role>> allowed = rule(route);
        if (allowed.isEmpty()) {
            throw new ProblemRaised("forbidden", 403);
        }
        if (allowed.get().isEmpty()) {
            return true;
        }
        Principal who = Caller.require(request);
        if (!allowed.get().contains(who.role())) {
            throw new ProblemRaised("forbidden", 403);
        }
        if (who.onlyInPerson() && on(route.getMethod(), InPerson.class) == null) {
            throw new ProblemRaised("facts-too-old", 503);
        }
        return true;
    }

    /// The rule of a route: the roles it lets in, the empty set for everybody; nothing when the
    /// route states no rule. The method's rule goes before the class's.
    public static Optional<Set<Role>> rule(HandlerMethod route) {
        if (on(route.getMethod(), Public.class) != null) {
            return Optional.of(Set.of());
        }
        Allowed own = on(route.getMethod(), Allowed.class);
        if (own != null) {
            return Optional.of(roles(own));
        }
        if (on(route.getBeanType(), Public.class) != null) {
            return Optional.of(Set.of());
        }
        Allowed all = on(route.getBeanType(), Allowed.class);
        return all == null ? Optional.empty() : Optional.of(roles(all));
    }

    private static <A extends Annotation> @Nullable A on(AnnotatedElement element, Class<A> type) {
        return AnnotatedElementUtils.findMergedAnnotation(element, type);
    }

    private static Set<Role> roles(Allowed allowed) {
        return Arrays.stream(allowed.value()).collect(Collectors.toUnmodifiableSet());
    }
}
