// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.View;

/// The outer edge: whatever a route throws becomes one problem, as a document for programs and as a
/// page for people. Faults are logged with the route and without the request's content.
@ControllerAdvice
class ProblemEdge {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemEdge.class);

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
        Problem problem = problem(thrown, request);
        String path = request.getRequestURI();
        if (forPrograms(path)) {
            problems.write(request, response, problem);
            return null;
        }
        return pages.page(request, problem);
    }

    private static boolean forPrograms(String path) {
        return path.startsWith("/api/")
                || path.startsWith("/journal")
                || path.startsWith("/trust")
                || path.startsWith("/health")
                || path.startsWith("/assets");
    }

    private static Problem problem(Exception thrown, HttpServletRequest request) {
        return switch (thrown) {
            case ProblemRaised raised -> raised.problem();
            case MissingServletRequestParameterException missing ->
                    Problem.of("missing-parameter", 400)
                            .with("parameter", missing.getParameterName());
            case MethodArgumentTypeMismatchException bad ->
                    Problem.of("bad-parameter", 400).with("parameter", bad.getName());
            case HttpMessageNotReadableException _ -> Problem.of("malformed-json", 400);
            case MaxUploadSizeExceededException _ -> Problem.of("body-too-large", 413);
            case MultipartException _ -> Problem.of("bad-parameter", 400);
            case ErrorResponse known -> ofStatus(known.getStatusCode().value());
            default -> {
                String route =
                        String.valueOf(
                                request.getAttribute(
                                        "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern"));
                LOG.error(
                        "fault on {} {}",
                        request.getMethod().toUpperCase(Locale.ROOT),
                        route,
                        thrown);
                yield Problem.of("internal", 500);
            }
        };
    }

    private static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> Problem.of("not-found", 404);
            case 405 -> Problem.of("method-not-allowed", 405);
            case 406 -> Problem.of("not-acceptable", 406);
            case 413 -> Problem.of("body-too-large", 413);
            case 415 -> Problem.of("unknown-content", 415);
            default ->
                    status < 500 ? Problem.of("bad-parameter", 400) : Problem.of("internal", 500);
        };
    }
}
