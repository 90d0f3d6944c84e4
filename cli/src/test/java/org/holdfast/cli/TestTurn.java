// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/// Which of the long tests run today: all together have a limit of time, so these take turns by the
/// day (UTC). `-Dholdfast.turns=journal-drill,cluster` runs the named ones whatever day it is,
/// `-Dholdfast.turns=all` every one.
enum TestTurn {
    SITE_DRILL(2, 0),
    BENCH_OFFICE(2, 1),
    CRASH_DRILL(2, 1),
    WRONG_PERSON_DRILL(4, 0),
    PKI_OUTAGE_DRILL(2, 0),
    REKEY_DRILL(2, 1),
    CLUSTER(4, 1),
    JOURNAL_DRILL(4, 2),
    THREE_MACHINES(4, 3);

    private final int days;
    private final int day;

    TestTurn(int days, int day) {
        this.days = days;
        this.day = day;
    }

    /// Days since 1970-01-01.
    static long today() {
        return LocalDate.now(ZoneOffset.UTC).toEpochDay();
    }

    boolean isToday() {
        List<String> named = List.of(System.getProperty("holdfast.turns", "").split(","));
        return named.contains("all") || named.contains(word()) || today() % days == day;
    }

    /// Skips the test on other days.
    void assumeToday() {
        assumeTrue(isToday(), () -> "every %d days; -Dholdfast.turns=%s".formatted(days, word()));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
