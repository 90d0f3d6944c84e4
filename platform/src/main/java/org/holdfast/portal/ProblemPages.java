// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.holdfast.api.PageProblems;
import org.holdfast.api.Problem;
import org.holdfast.api.Problems;
import org.springframework.web.servlet.View;

/// Tells a person of a problem, with the way back.
final class ProblemPages implements PageProblems {
    private final Pages pages;
    private final Problems problems;

    ProblemPages(Pages pages, Problems problems) {
        this.pages = pages;
        this.problems = problems;
    }

    @Override
    public View page(HttpServletRequest request, Problem problem) {
        Page page = pages.page(request);
        return pages.show(
                request,
                "error",
                problem.status(),
                Map.of(
                        "page", page,
                        "heading", problems.title(problem.status(), page.language()),
                        "detail", problems.words(problem.code()).in(page.lang()),
                        "code", problem.code()));
    }
}
