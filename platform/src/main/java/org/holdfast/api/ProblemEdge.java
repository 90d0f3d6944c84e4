// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.View;

/// The outer edge: whatever a route throws becomes one problem, as a document for programs and as a
/// page for people.
@ControllerAdvice
class ProblemEdge {
    private final Problems problems;
    private final PageProblems pages;

    ProblemEdge(Problems problems, PageProblems pages) {
        this.problems = problems;
        this.pages = pages;
    }

    /// The one place that catches everything.
    @ExceptionHandler(Exception.class)
    @Nullable View answer(
            Exception thrown, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (response.isCommitted() || thrown instanceof AsyncRequestNotUsableException) {
            return null;
        }
        Problem problem = Faults.problem(thrown, request);
        if (Refusals.forPrograms(PlainPath.of(request))) {
            problems.write(request, response, problem);
            return null;
        }
        return pages.page(request, problem);
    }
}
