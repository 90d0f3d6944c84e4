// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.holdfast.database.DatabaseFault;
import org.holdfast.journal.JournalFault;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.registers.CopyFault;
import org.holdfast.shield.OverCapacity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;

/// Says which problem a thrown thing is. Faults are logged by the route, the kinds of exceptions
/// and where they were thrown, never by their messages: those quote what people sent.
final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
    private static final String ROUTE =
            "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";
    private static final Set<JournalFault.Code> UNREADABLE =
            Set.of(JournalFault.Code.DISK, JournalFault.Code.CORRUPT);

    private static final int MOST_CAUSES = 8;
    private static final int MOST_FRAMES = 30;

    private Faults() {}

    static Problem problem(Throwable thrown, HttpServletRequest request) {
        return switch (thrown) {
            case ProblemRaised raised -> raised.problem();
            case OverCapacity _ -> Problem.of("over-capacity", 503);
            case MissingServletRequestParameterException missing ->
                    Problem.of("missing-parameter", 400)
                            .with("parameter", missing.getParameterName());
            case MethodArgumentTypeMismatchException bad ->
                    Problem.of("bad-parameter", 400).with("parameter", bad.getName());
            case HttpMessageNotReadableException _ -> Problem.of("malformed-json", 400);
            case InvalidParameterException bad -> ofStatus(bad.getErrorCode());
            case MaxUploadSizeExceededException _ -> Problem.of("body-too-large", 413);
            case MultipartException _ -> Problem.of("bad-parameter", 400);
            case ErrorResponse known when known.getStatusCode().value() < 500 ->
                    ofStatus(known.getStatusCode().value());
            default -> fault(thrown, request);
        };
    }

    private static Problem fault(Throwable thrown, HttpServletRequest request) {
        String method = request.getMethod().toUpperCase(Locale.ROOT);
        Object route = request.getAttribute(ROUTE);
        List<Throwable> causes = causes(thrown);
        Optional<CopyFault.Reason> copy = causes.stream().flatMap(Faults::copy).findFirst();
        if (copy.isPresent()) {
            LOG.warn("{} for {} {}", copy.get().code(), method, route);
            return Problem.of(copy.get().code(), 503);
        }
        if (causes.stream().anyMatch(Faults::passes)) {
            LOG.warn("too busy for {} {}: {}", method, route, causes.getLast().getClass());
            return Problem.of("busy", 503);
        }
        if (causes.stream().anyMatch(Faults::isUnknown)) {
            LOG.warn("no answer to commit for {} {}", method, route);
            return Problem.of("outcome-unknown", 503);
        }
        LOG.error("fault on {} {}\n{}", method, route, frames(causes));
        if (causes.stream().anyMatch(Faults::isUnreadable)) {
            return Problem.of(CopyFault.Reason.JOURNAL_UNREADABLE.code(), 503);
        }
        return Problem.of("internal", 500);
    }

    private static Stream<CopyFault.Reason> copy(Throwable cause) {
        return cause instanceof CopyFault fault ? Stream.of(fault.reason()) : Stream.empty();
    }

    /// Whether a file of this node cannot be read. That says nothing about what was sent, and
    /// another site may be well.
    private static boolean isUnreadable(Throwable cause) {
        return cause instanceof JournalFault fault && UNREADABLE.contains(fault.code());
    }

    /// Whether the same request is likely to succeed in a moment.
    private static boolean passes(Throwable cause) {
        return (cause instanceof LedgerFault busy && busy.retryable())
                || cause instanceof CannotGetJdbcConnectionException
                || cause instanceof TransientDataAccessException
                || cause instanceof SQLTransientException
                || cause instanceof OutOfMemoryError
                || (cause instanceof DatabaseFault fault
                        && fault.code() == DatabaseFault.Code.NO_CONNECTION);
    }

    /// Whether the request may have been carried out.
    private static boolean isUnknown(Throwable cause) {
        return cause instanceof DatabaseFault fault
                && fault.code() == DatabaseFault.Code.COMMIT_UNKNOWN;
    }

    private static List<Throwable> causes(Throwable thrown) {
        List<Throwable> all = new ArrayList<>();
        for (Throwable one = thrown; one != null && all.size() < MOST_CAUSES; ) {
            all.add(one);
            one = one.getCause();
        }
        return all;
    }

    private static String frames(List<Throwable> causes) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause : causes) {
            text.append(text.isEmpty() ? "" : "caused by ").append(cause.getClass().getName());
            StackTraceElement[] frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, MOST_FRAMES); i++) {
                text.append("\n    at ").append(frames[i]);
            }
            text.append('\n');
        }
        return text.toString();
    }

    static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> Problem.of("not-found", 404);
            case 405 -> Problem.of("method-not-allowed", 405);
            case 406 -> Problem.of("not-acceptable", 406);
            case 408 -> Problem.of("too-slow", 408);
            case 413 -> Problem.of("body-too-large", 413);
            case 415 -> Problem.of("unknown-content", 415);
            case 503 -> Problem.of("over-capacity", 503);
            default ->
                    status < 500 ? Problem.of("bad-parameter", 400) : Problem.of("internal", 500);
        };
    }
}
