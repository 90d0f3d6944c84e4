// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.holdfast.database.Tx;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// Two nodes of one office, each with a disk of its own and copies of what the other has written,
/// and one database that is back whenever a node asks it. The first sequences and merges.
final class FiledAtTwoSitesTest extends AtTwoSites {
    private static void apart(boolean now) {
        sites.apart(now);
    }

    private static void waitFor(BooleanSupplier come) {
        TwoSites.waitFor(come);
    }

    private static Filings.State state(FilingOffice site, String id) {
        return site.here.filings().find(FilingOffice.OFFICER, id)
                        instanceof Answer.Given<Filings.Filing>(Filings.Filing filing)
                ? filing.state()
                : Filings.State.PENDING;
    }

    private static void mergeUntil(String id, Filings.State wanted) {
        waitFor(() -> {
            a.merge();
            return state(a, id) == wanted;
        });
    }

    @Test
    void mergesWhatTheOtherSiteHasFiledAndBothSeeIt() {
        RecordVersion head = a.family().members().getFirst();
        Filings.Filing filing = file(b, head, "two-sites-1", 10);
        assertThat(filing.receipt().position().orElseThrow().journal()).startsWith("nodeb-");
        waitFor(() ->
                a.here.filings().find(FilingOffice.OFFICER, filing.id()) instanceof Answer.Given);
        // Only the node that sequences merges.
        assertThat(b.merge()).isZero();
        mergeUntil(filing.id(), Filings.State.ENTERED);
        waitFor(() -> state(b, filing.id()) == Filings.State.ENTERED);
        assertThat(a.versions(head)).isEqualTo(2);
    }

    /// Filed at b on the first, by a clock that says the second; cosigned by a at once; the primary
    /// is back on the second. Nothing here tells whether a's clock is slow or b's is fast.
    @Test
    void anOfficerNamesTheDayWhereTheSitesClockIsADayAheadOfTheFirstCosignature() {
        RecordVersion head = a.family().members().getFirst();
        InstantSource system = InstantSource.system();
        InstantSource ahead = () -> system.instant().plus(Duration.ofDays(1));
        Instant begun = system.instant();
        Filings.Filing filing =
                FilingOffice.filed(
                        b.away(ahead).moves().moveIn(b.move(head, "two-sites-ahead", "이태원로 30")));
        waitFor(() ->
                a.here.filings().find(FilingOffice.OFFICER, filing.id()) instanceof Answer.Given);
        Instant cosigned = a.find(filing.id()).legalTime().notAfter().orElseThrow();
        assertThat(cosigned).isBetween(begun.minusSeconds(1), system.instant());
        sites.cosignedBy(ahead);
        try {
            // Newer checkpoints of b, cosigned the next day.
            Filings.Filing other = file(b, a.family().members().getFirst(), "two-sites-next", 31);
            waitFor(() ->
                    a.here.filings().find(FilingOffice.OFFICER, other.id())
                                    instanceof Answer.Given<Filings.Filing>(Filings.Filing next)
                            && next.legalTime().notAfter().isPresent());
            assertThat(a.find(other.id()).legalTime().notAfter().orElseThrow())
                    .isAfter(system.instant());
            // Another that knows nothing yet, as behind a start.
            Cases fresh = a.here(ahead);
            assertThat(
                            FilingOffice.given(
                                            fresh.filings().find(FilingOffice.OFFICER, filing.id()))
                                    .legalTime()
                                    .notAfter())
                    .contains(cosigned);
            a.merge(fresh, FilingMerge.Switch.NONE);
            mergeUntil(filing.id(), Filings.State.HELD);
        } finally {
            sites.cosignedBy(system);
        }
        assertThat(a.find(filing.id()).reason()).isEqualTo("window-contradictory");
        assertThat(a.versions(head)).isEqualTo(1);
        LocalDate day = LocalDate.ofInstant(cosigned, FilingOffice.SEOUL);
        for (LocalDate wrong : List.of(day.plusDays(1), day.minusDays(1))) {
            // Not come yet; before the move that was reported.
            assertThat(FilingOffice.refused(named(filing, "two-sites-wrong", wrong)))
                    .isEqualTo(Refusal.Code.BAD_DATE);
        }
        Filings.Filing entered = FilingOffice.given(named(filing, "two-sites-named", day));
        assertThat(entered.state()).isEqualTo(Filings.State.ENTERED);
        assertThat(entered.legalTime().effective()).isEqualTo(day);
        assertThat(since(head)).isEqualTo(day);
    }

    private static Answer<Filings.Filing> named(
            Filings.Filing filing, String operation, LocalDate day) {
        return a.here.filings()
                .decide(
                        new Filings.DecideCommand(
                                FilingOffice.OFFICER,
                                filing.id(),
                                new OperationId(operation),
                                true,
                                "본인 확인",
                                Optional.of(day)));
    }

    private static LocalDate since(RecordVersion head) {
        return a.office.registers.household(head.ref()).orElseThrow().household().validFrom();
    }

    /// The filing names the head of today: a's cosignature of three days ago cannot be true.
    @Test
    void aSiteThreeDaysBehindMovesNoDayOfWhatAnotherHasFiled() {
        RecordVersion head = a.family().members().getFirst();
        InstantSource system = InstantSource.system();
        Filings.Filing filing;
        sites.cosignedBy(() -> system.instant().minus(Duration.ofDays(3)));
        try {
            filing = file(b, head, "two-sites-slow", 32);
            waitFor(() ->
                    a.here.filings().find(FilingOffice.OFFICER, filing.id())
                            instanceof Answer.Given);
            assertThat(a.find(filing.id()).legalTime().notAfter()).isEmpty();
            mergeUntil(filing.id(), Filings.State.ENTERED);
        } finally {
            sites.cosignedBy(system);
        }
        assertThat(a.find(filing.id()).legalTime().effective()).isEqualTo(FilingOffice.today());
        assertThat(since(head)).isEqualTo(FilingOffice.today());
    }

    @Test
    void oneCommandFiledAtBothSitesIsEnteredOnce() {
        RecordVersion head = a.family().members().getFirst();
        apart(true);
        Filings.Filing first;
        Filings.Filing second;
        try {
            first = file(a, head, "two-sites-2", 11);
            second = file(b, head, "two-sites-2", 11);
        } finally {
            apart(false);
        }
        assertThat(second.receipt().leaf()).isNotEqualTo(first.receipt().leaf());
        assertThat(second.id()).isEqualTo(first.id());
        waitFor(() -> {
            a.merge();
            return decisions(first.id()) == 2;
        });
        mergeUntil(first.id(), Filings.State.ENTERED);
        assertThat(a.versions(head)).isEqualTo(2);
    }

    @Test
    void whatWasFiledHereAndEnteredThereIsEnteredOnce() {
        RecordVersion head = a.family().members().getFirst();
        apart(true);
        Filings.Filing filing;
        try {
            filing = file(b, head, "two-sites-3", 12);
            Moves.Moved entered =
                    FilingOffice.moved(
                            a.here.moves().moveIn(a.move(head, "two-sites-3", "이태원로 12")));
            assertThat(entered.repeated()).isFalse();
            assertThat(entered.id()).isEqualTo(filing.id());
        } finally {
            apart(false);
        }
        mergeUntil(filing.id(), Filings.State.ENTERED);
        assertThat(a.versions(head)).isEqualTo(2);
        waitFor(() -> state(b, filing.id()) == Filings.State.ENTERED);
    }

    @Test
    void whatOneSiteFiledUnseenIsHeldBehindTheOther() {
        HouseholdView family = a.family();
        RecordVersion head = family.members().getFirst();
        apart(true);
        Filings.Filing first;
        Filings.Filing second;
        try {
            first = file(a, head, "two-sites-4", 13);
            aSecondLater();
            second = file(b, head, "two-sites-5", 14);
        } finally {
            apart(false);
        }
        mergeUntil(first.id(), Filings.State.ENTERED);
        mergeUntil(second.id(), Filings.State.HELD);
        assertThat(a.find(second.id()).reason()).isEqualTo("record-changed");
        assertThat(a.versions(head)).isEqualTo(2);
    }

    @Test
    void aFilingBehindOneThatHasNotArrivedWaitsForIt() {
        RecordVersion head = a.family().members().getFirst();
        Filings.Filing first = file(b, head, "two-sites-6", 15);
        waitFor(() ->
                a.here.filings().find(FilingOffice.OFFICER, first.id()) instanceof Answer.Given);
        Filings.Filing second = file(a, head, "two-sites-7", 16);
        a.merge();
        mergeUntil(first.id(), Filings.State.ENTERED);
        mergeUntil(second.id(), Filings.State.ENTERED);
        assertThat(a.versions(head)).isEqualTo(3);
    }

    @Test
    void oneCommandFiledAtBothSitesBehindAHeldOneIsEnteredOnceThatIsDecided() {
        HouseholdView family = a.family();
        RecordVersion head = family.members().getFirst();
        Filings.Filing before = heldOne(family, "two-sites-8", 17);
        apart(true);
        Filings.Filing one;
        try {
            one = file(a, head, "two-sites-9", 18);
            file(b, head, "two-sites-9", 18);
        } finally {
            apart(false);
        }
        waitFor(() -> {
            a.merge();
            return decisions(one.id()) == 2;
        });
        mergeUntil(one.id(), Filings.State.HELD);
        assertThat(a.find(one.id()).reason()).isEqualTo("after-held");
        a.decide(before, "decide-two-sites-8", true);
        mergeUntil(one.id(), Filings.State.ENTERED);
        // What the officer entered, and this one.
        assertThat(a.versions(head)).isEqualTo(3);
        Moves.Moved again =
                FilingOffice.moved(a.here.moves().moveIn(a.move(head, "two-sites-9", "이태원로 18")));
        assertThat(again.repeated()).isTrue();
    }

    @Test
    void whatWasEnteredThereIsEnteredThoughAHeldOneComesBefore() {
        HouseholdView family = a.family();
        RecordVersion head = family.members().getFirst();
        heldOne(family, "two-sites-10", 19);
        apart(true);
        Filings.Filing filing;
        try {
            filing = file(b, head, "two-sites-11", 20);
            FilingOffice.moved(a.here.moves().moveIn(a.move(head, "two-sites-11", "이태원로 20")));
        } finally {
            apart(false);
        }
        mergeUntil(filing.id(), Filings.State.ENTERED);
        Moves.Moved again =
                FilingOffice.moved(a.here.moves().moveIn(a.move(head, "two-sites-11", "이태원로 20")));
        assertThat(again.repeated()).isTrue();
        assertThat(a.versions(head)).isEqualTo(2);
    }

    /// Two requests under one operation id where neither site saw the other's: both are told 202.
    private static Filings.Filing other(RecordVersion head, String operation, int first) {
        apart(true);
        try {
            file(a, head, operation, first);
            aSecondLater();
            return file(b, head, operation, first + 1);
        } finally {
            apart(false);
        }
    }

    @Test
    void anotherRequestUnderOneOperationIdIsListedAndCanBeRefused() {
        RecordVersion head = a.family().members().getFirst();
        Filings.Filing told = other(head, "two-sites-12", 50);
        // Before anything is merged both are there.
        waitFor(() -> listed(a, Filings.State.PENDING, 51).isPresent());
        assertThat(listed(a, Filings.State.PENDING, 50)).isPresent();
        mergeUntil(told.id(), Filings.State.ENTERED);
        waitFor(() -> {
            a.merge();
            return listed(a, Filings.State.HELD, 51).isPresent();
        });
        Filings.Filing held = listed(a, Filings.State.HELD, 51).orElseThrow();
        assertThat(held.reason()).isEqualTo("operation-conflict");
        assertThat(held.id()).startsWith(told.id() + "-");
        assertThat(held.receipt().leaf()).isEqualTo(told.receipt().leaf());
        assertThat(a.find(told.id()).report().address()).endsWith(" 50");
        Filings.Filing behind = file(a, head, "two-sites-13", 52);
        mergeUntil(behind.id(), Filings.State.HELD);
        // Whoever asked for it is told of it, and not of the other.
        Filings.Filing again =
                FilingOffice.filed(a.here.moves().moveIn(a.move(head, "two-sites-12", "이태원로 51")));
        assertThat(again.id()).isEqualTo(held.id());
        assertThat(a.decide(held, "decide-two-sites-12", false).state())
                .isEqualTo(Filings.State.REFUSED);
        assertThat(state(a, told.id())).isEqualTo(Filings.State.ENTERED);
        mergeUntil(behind.id(), Filings.State.ENTERED);
        assertThat(a.versions(head)).isEqualTo(3);
    }

    @Test
    void anotherRequestUnderOneOperationIdCanBeEnteredAndSurvivesALostDatabase() {
        RecordVersion head = a.family().members().getFirst();
        Filings.Filing told = other(head, "two-sites-14", 54);
        waitFor(() -> {
            a.merge();
            return listed(a, Filings.State.HELD, 55).isPresent();
        });
        Filings.Filing held = listed(a, Filings.State.HELD, 55).orElseThrow();
        Filings.Filing entered = a.decide(held, "decide-two-sites-14", true);
        assertThat(entered.state()).isEqualTo(Filings.State.ENTERED);
        assertThat(entered.id()).isEqualTo(held.id());
        assertThat(a.versions(head)).isEqualTo(3);
        assertThat(a.decide(held, "decide-two-sites-14", true).repeated()).isTrue();
        // Rows that were lost are written again from the journal: each under its own name.
        sites.database.database().transact(tx -> forget(tx, told.id()));
        a.merge(a.here(InstantSource.system()), FilingMerge.Switch.NONE);
        Moves.Moved first =
                FilingOffice.moved(a.here.moves().moveIn(a.move(head, "two-sites-14", "이태원로 54")));
        assertThat(first.repeated()).isTrue();
        Filings.Filing second =
                FilingOffice.filed(a.here.moves().moveIn(a.move(head, "two-sites-14", "이태원로 55")));
        assertThat(second.state()).isEqualTo(Filings.State.ENTERED);
        assertThat(a.versions(head)).isEqualTo(3);
    }

    /// Every row about an operation.
    private static void forget(Tx tx, String id) {
        byte[] operation = PaperNames.operation(id).orElseThrow().bytes();
        tx.jdbc()
                .sql(
                        "delete from cases.filing_record where leaf in"
                                + " (select leaf from cases.filing where operation = ?)")
                .param(operation)
                .update();
        tx.jdbc().sql("delete from cases.filing where operation = ?").param(operation).update();
        tx.jdbc().sql("delete from cases.change where operation = ?").param(operation).update();
    }

    private static Filings.Filing heldOne(HouseholdView family, String operation, int no) {
        Filings.Filing filing = file(a, family.members().getFirst(), operation, no);
        a.change(family.members().get(1), false);
        mergeUntil(filing.id(), Filings.State.HELD);
        aSecondLater();
        return filing;
    }
}
