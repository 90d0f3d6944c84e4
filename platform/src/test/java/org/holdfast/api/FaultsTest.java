// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import jakarta.servlet.ServletException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.holdfast.database.DatabaseFault;
import org.holdfast.journal.JournalFault;
import org.holdfast.ledger.LedgerFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.mock.web.MockHttpServletRequest;

final class FaultsTest {
    private static final String SECRET = "750308-1234567";

    static Stream<Throwable> passing() {
        return Stream.of(
                new CannotGetJdbcConnectionException("no"),
                new IllegalStateException(new PessimisticLockingFailureException("no")),
                new SQLTransientConnectionException("no"),
                new DatabaseFault(DatabaseFault.Code.NO_CONNECTION, "no"),
                new ServletException("Handler dispatch failed", new OutOfMemoryError("no")));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void tellsThatTheOfficeIsBusyWhenTheSameMaySucceedInAMoment(Throwable thrown) {
        assertThat(Faults.problem(thrown, new MockHttpServletRequest()))
                .isEqualTo(Problem.of("busy", 503));
    }

    @Test
    void saysWhatOfThisNodeCannotBeRead() {
        var request = new MockHttpServletRequest();
        var disk = new JournalFault(JournalFault.Code.DISK, "no such file");
        assertThat(Faults.problem(new IllegalStateException(disk), request))
                .isEqualTo(Problem.of("journal-unreadable", 503));
        // A disk that is full is another matter, and passes.
        assertThat(Faults.problem(new LedgerFault(LedgerFault.Code.BUSY, "stopped", disk), request))
                .isEqualTo(Problem.of("busy", 503));
        var stopped = new JournalFault(JournalFault.Code.CLOSED, "closed");
        assertThat(Faults.problem(stopped, request).status()).isEqualTo(500);
    }

    @Test
    void tellsBadParametersFromFaults() {
        var request = new MockHttpServletRequest();
        assertThat(Faults.problem(new InvalidParameterException("x", 400), request).status())
                .isEqualTo(400);
        assertThat(Faults.problem(new InvalidParameterException("x", 413), request).code())
                .isEqualTo("body-too-large");
        assertThat(Faults.problem(new IllegalStateException("x"), request).status()).isEqualTo(500);
    }

    @Test
    void writesDownWhereAFaultWasAndNotWhatItSaid() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Faults.class);
        logger.addAppender(log);
        try {
            var cause = new IllegalArgumentException("bad value " + SECRET);
            Faults.problem(
                    new IllegalStateException("wrapped " + SECRET, cause),
                    new MockHttpServletRequest("GET", "/" + SECRET));
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list).hasSize(1);
        ILoggingEvent line = log.list.getFirst();
        assertThat(line.getThrowableProxy()).isNull();
        assertThat(line.getFormattedMessage())
                .contains("IllegalStateException", "IllegalArgumentException", "FaultsTest")
                .doesNotContain(SECRET);
    }
}
