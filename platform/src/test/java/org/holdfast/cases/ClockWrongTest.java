// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import org.holdfast.ledger.Mirroring;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A node whose clock is not that of the database, which is a real one.
final class ClockWrongTest extends FilingsAtOneOffice {
    private static Cases by(InstantSource clock) {
        return office.office.casesWith(
                office.below(), Clocks.of(clock, office.office.ledger.mirroring()));
    }

    private static InstantSource off(Duration by) {
        InstantSource system = InstantSource.system();
        return () -> system.instant().plus(by);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P365D", "PT61S"})
    void aNodeAheadEntersNothing(Duration ahead) {
        RecordVersion head = office.family().members().getFirst();
        String operation = "clock-ahead-" + ahead.toSeconds();
        Moves.MoveCommand command = office.move(head, operation, "이태원로 10");
        assertThat(FilingOffice.refused(by(off(ahead)).moves().moveIn(command)))
                .isEqualTo(Refusal.Code.CLOCK_WRONG);
        assertThat(office.versions(head)).isEqualTo(1);
        // Nothing is left of it: the same request at a node whose clock is right.
        Moves.Moved moved = FilingOffice.moved(by(InstantSource.system()).moves().moveIn(command));
        assertThat(moved.repeated()).isFalse();
        // What is entered is told by any clock.
        assertThat(FilingOffice.moved(by(off(ahead)).moves().moveIn(command)).repeated()).isTrue();
    }

    @Test
    void aNodeBehindMergesAndDecidesNothing() {
        HouseholdView family = office.family();
        Filings.Filing filing = file(family.members().getFirst(), "clock-behind", "이태원로 11");
        Cases behind = by(off(Duration.ofDays(-2)));
        assertThat(office.merge(behind, FilingMerge.Switch.NONE)).isZero();
        assertThat(office.find(filing.id()).state()).isEqualTo(Filings.State.PENDING);
        office.change(family.members().get(1), false);
        office.held(filing, "record-changed");
        Filings.DecideCommand decision =
                new Filings.DecideCommand(
                        FilingOffice.OFFICER,
                        filing.id(),
                        new OperationId("clock-decides"),
                        true,
                        "본인 확인");
        assertThat(FilingOffice.refused(behind.filings().decide(decision)))
                .isEqualTo(Refusal.Code.CLOCK_WRONG);
        assertThat(
                        FilingOffice.given(by(InstantSource.system()).filings().decide(decision))
                                .state())
                .isEqualTo(Filings.State.ENTERED);
    }

    @Test
    void theDayIsThatOfTheDatabaseWhereMidnightLiesBetweenTheClocks() {
        RecordVersion head = office.family().members().getFirst();
        LocalDate today = FilingOffice.today();
        Instant late =
                today.atTime(LocalTime.of(23, 59, 45)).atZone(FilingOffice.SEOUL).toInstant();
        Instant next = late.plusSeconds(30);
        Cases cases = office.office.casesWith(office.below(), new Clocks(() -> next, _ -> late));
        Moves.MoveCommand command = office.move(head, "clock-midnight", "이태원로 12");
        Moves.MoveCommand tomorrow =
                new Moves.MoveCommand(
                        command.who(),
                        command.office(),
                        new OperationId("clock-tomorrow"),
                        command.subject(),
                        command.movers(),
                        command.address(),
                        command.detail(),
                        today.plusDays(1),
                        command.newHead(),
                        command.options());
        assertThat(FilingOffice.refused(cases.moves().moveIn(tomorrow)))
                .isEqualTo(Refusal.Code.BAD_DATE);
        assertThat(FilingOffice.moved(cases.moves().moveIn(command)).effective()).isEqualTo(today);
    }

    /// Not `BAD_DATE`, which is for good: another site can enter it.
    @Test
    void aNodeBehindRefusesNobodyForADayThatHasComeElsewhere() {
        RecordVersion head = office.family().members().getFirst();
        Instant early =
                FilingOffice.today()
                        .atTime(LocalTime.of(0, 2))
                        .atZone(FilingOffice.SEOUL)
                        .toInstant();
        Instant behind = early.minus(Duration.ofMinutes(5));
        Cases cases = office.office.casesWith(office.below(), new Clocks(() -> behind, _ -> early));
        assertThat(
                        FilingOffice.refused(
                                cases.moves().moveIn(office.move(head, "clock-slow", "이태원로 16"))))
                .isEqualTo(Refusal.Code.CLOCK_WRONG);
    }

    private static Cases by(InstantSource clock, InstantSource database, Mirroring.Clock sites) {
        return office.office.casesWith(
                office.below(), new Clocks(clock, _ -> database.instant(), _ -> sites));
    }

    /// The primary's machine is a year ahead, with its node and its database.
    @Test
    void twoOtherSitesAreBelievedMoreThanTheMachineOfThePrimary() {
        RecordVersion head = office.family().members().getFirst();
        InstantSource ahead = off(Duration.ofDays(365));
        Moves.MoveCommand command = office.move(head, "clock-primary", "이태원로 13");
        assertThat(
                        FilingOffice.refused(
                                by(ahead, ahead, Mirroring.Clock.DOUBTED).moves().moveIn(command)))
                .isEqualTo(Refusal.Code.CLOCK_WRONG);
        Cases another = by(InstantSource.system(), ahead, Mirroring.Clock.CONFIRMED);
        assertThat(FilingOffice.moved(another.moves().moveIn(command)).effective())
                .isEqualTo(FilingOffice.today());
    }
}
