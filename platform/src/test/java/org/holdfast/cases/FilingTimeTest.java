// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The day of a filing by three clocks, at an office whose days begin at 15:00 of UTC.
class FilingTimeTest {
    private static FilingTime time(String notBefore, String at, String notAfter) {
        return new FilingTime(
                Instant.parse(notBefore),
                Instant.parse(at),
                Optional.of(notAfter).filter(text -> !text.isEmpty()).map(Instant::parse),
                FilingOffice.SEOUL);
    }

    @ParameterizedTest
    @CsvSource({
        // all agree
        "2026-11-25T01:00:00Z, 2026-11-25T02:00:00Z, 2026-11-25T02:00:01Z, 2026-11-25",
        // merged days later, cosigned by nobody before
        "2026-11-25T01:00:00Z, 2026-11-25T02:00:00Z, 2026-11-28T02:00:00Z, 2026-11-25",
        // minutes over midnight: into the window
        "2026-11-25T01:00:00Z, 2026-11-25T15:02:00Z, 2026-11-25T14:59:00Z, 2026-11-25",
        "2026-11-25T15:02:00Z, 2026-11-25T14:59:00Z, 2026-11-25T15:03:00Z, 2026-11-26",
        // the lower bound is a hash and not a clock
        "2026-11-25T15:01:00Z, 2026-11-25T14:59:30Z, 2026-11-25T14:59:00Z, 2026-11-26",
        // hours, and whoever is right it was that day
        "2026-11-25T01:00:00Z, 2026-11-25T09:00:00Z, 2026-11-25T06:00:00Z, 2026-11-25",
        "2026-11-25T06:00:00Z, 2026-11-25T03:00:00Z, 2026-11-25T06:00:01Z, 2026-11-25",
    })
    void countsTheDayThatTheClocksAgreeUpon(
            String notBefore, String at, String notAfter, LocalDate day) {
        FilingTime time = time(notBefore, at, notAfter);
        assertThat(time.contradicts()).isFalse();
        assertThat(time.window().effective()).isEqualTo(day);
    }

    @ParameterizedTest
    @CsvSource({
        // another place three days behind, behind a weekend in which nothing was entered
        "2026-11-20T01:00:00Z, 2026-11-25T02:00:00Z, 2026-11-22T02:00:00Z",
        // the same on the day of the last entry
        "2026-11-22T01:00:00Z, 2026-11-25T02:00:00Z, 2026-11-22T02:00:00Z",
        // the last entry by a clock a year ahead
        "2027-11-25T01:00:00Z, 2026-11-25T02:00:00Z, 2026-11-25T02:00:01Z",
        // the filing's node two days behind
        "2026-11-25T01:00:00Z, 2026-11-23T02:00:00Z, 2026-11-25T02:00:00Z",
        // six minutes over midnight
        "2026-11-25T01:00:00Z, 2026-11-25T15:00:30Z, 2026-11-25T14:54:00Z",
    })
    void settlesNoDayThatHangsUponWhichClockIsRight(String notBefore, String at, String notAfter) {
        FilingTime time = time(notBefore, at, notAfter);
        assertThat(time.contradicts()).isTrue();
        assertThat(time.window().effective())
                .isEqualTo(LocalDate.ofInstant(Instant.parse(at), FilingOffice.SEOUL));
    }

    @Test
    void saysNothingOfAWindowThatIsOpen() {
        FilingTime time = time("2026-11-25T01:00:00Z", "2026-11-23T02:00:00Z", "");
        assertThat(time.contradicts()).isFalse();
        assertThat(time.window().effective()).isEqualTo(LocalDate.parse("2026-11-25"));
    }
}
