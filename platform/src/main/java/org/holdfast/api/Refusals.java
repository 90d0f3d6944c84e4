// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.web.servlet.View;

/// Answers with a problem where no route was reached, under the same strict headers: a document for
/// programs, a page for people. Whoever meets a full office gets the document, which costs least.
/// Thread-safe.
public final class Refusals {
    private final Problems problems;
    private final PageProblems pages;

    public Refusals(Problems problems, PageProblems pages) {
        this.problems = problems;
        this.pages = pages;
    }

    /// Answers; does nothing when an answer has already begun.
    public void answer(HttpServletRequest request, HttpServletResponse response, Problem problem)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        Gate.headers(response);
        if (problem.status() == 503
                || forPrograms(PlainPath.of(request))
                || forPrograms(String.valueOf(request.getRequestURI()))) {
            problems.write(request, response, problem);
        } else {
            show(pages.page(request, problem), request, response);
        }
    }

    /// The problem of a status that the web server itself decided on.
    public void answer(HttpServletRequest request, HttpServletResponse response, int status)
            throws IOException {
        Problem problem = Faults.ofStatus(status);
        answer(
                request,
                response,
                problem.code().equals("bad-parameter") ? Problem.of("bad-request", 400) : problem);
    }

    /// Whether programs ask at this address, rather than people.
    static boolean forPrograms(String path) {
        return path.startsWith("/api/")
                || path.startsWith("/journal")
                || path.startsWith("/pki/")
                || path.startsWith("/trust")
                || path.startsWith("/health")
                || path.startsWith("/assets")
                || OpenidRoutes.forPrograms(path);
    }

    /// The named edge to the templates, whose interface throws anything.
    private static void show(View page, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            page.render(Map.of(), request, response);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
