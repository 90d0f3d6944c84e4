// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.servlet.View;

/// Shows a problem to a person; the portal provides it.
@FunctionalInterface
public interface PageProblems {
    /// The page for a problem.
    View page(HttpServletRequest request, Problem problem);
}
