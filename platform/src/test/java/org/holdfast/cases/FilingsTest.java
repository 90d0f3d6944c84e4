// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Receipt;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// Moves that are asked for while the database does not answer, and what becomes of them.
final class FilingsTest extends FilingsAtOneOffice {
    @Test
    void filesWhatTheDatabaseCannotTakeAndEntersItOnceWithItsDay() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        Filings.Filing filing = file(head, "filed-once1", "이태원로 29");
        assertThat(filing.state()).isEqualTo(Filings.State.PENDING);
        assertThat(filing.receipt().grade()).isEqualTo(Receipt.Grade.SEALED);
        assertThat(filing.legalTime().notAfter()).isEmpty();
        assertThat(filing.legalTime().notBefore()).isBeforeOrEqualTo(filing.at());
        assertThat(office.versions(head)).isEqualTo(1);
        assertThat(office.here.filings().counts().pending()).isEqualTo(1);

        // Merged two days later: the day of the report stays.
        InstantSource later = () -> Instant.now().plus(Duration.ofDays(2));
        Cases then = office.here(later);
        assertThat(office.merge(then, FilingMerge.Switch.NONE)).isEqualTo(1);
        assertThat(office.merge()).isZero();

        Filings.Filing entered = office.entered(filing);
        assertThat(entered.state()).isEqualTo(Filings.State.ENTERED);
        assertThat(entered.legalTime().effective()).isEqualTo(FilingOffice.today());
        assertThat(entered.legalTime().notAfter()).isPresent();
        HouseholdView now = office.office.registers.household(head.ref()).orElseThrow();
        assertThat(now.household().office()).isEqualTo(FilingOffice.YONGSAN);
        assertThat(now.household().validFrom()).isEqualTo(FilingOffice.today());
        assertThat(office.versions(head)).isEqualTo(2);
        Moves.Moved again =
                FilingOffice.moved(
                        office.here.moves().moveIn(office.move(head, "filed-once1", "이태원로 29")));
        assertThat(again.repeated()).isTrue();
        assertThat(again.id()).isEqualTo(filing.id());
        assertThat(again.effective()).isEqualTo(FilingOffice.today());
        assertThat(office.versions(head)).isEqualTo(2);
    }

    @Test
    void aRepeatedRequestGetsTheFirstFilingAndAnotherRequestNone() {
        RecordVersion head = office.family().members().getFirst();
        Filings.Filing first = file(head, "filed-again", "이태원로 30");
        Filings.Filing again = file(head, "filed-again", "이태원로 30");
        assertThat(again.repeated()).isTrue();
        assertThat(again.receipt().leaf()).isEqualTo(first.receipt().leaf());
        for (Cases cases : List.of(office.away, office.here)) {
            assertThat(
                            FilingOffice.refused(
                                    cases.moves()
                                            .moveIn(office.move(head, "filed-again", "이태원로 31"))))
                    .isEqualTo(Refusal.Code.OPERATION_REUSED);
        }
        // The database is back and nobody has merged yet.
        Filings.Filing back =
                FilingOffice.filed(
                        office.here.moves().moveIn(office.move(head, "filed-again", "이태원로 30")));
        assertThat(back.state()).isEqualTo(Filings.State.PENDING);
        assertThat(office.versions(head)).isEqualTo(1);
        office.merge();
        assertThat(office.versions(head)).isEqualTo(2);
    }

    @Test
    void refusesWhatAMoveRefuses() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        Moves.MoveCommand bare =
                office.move(
                        FilingOffice.OFFICER,
                        head,
                        "filed-bare1",
                        "이태원로 1",
                        CanonicalJson.object());
        assertThat(FilingOffice.refused(office.away.moves().moveIn(bare)))
                .isEqualTo(Refusal.Code.EVIDENCE_MISSING);
        RecordVersion member = family.members().get(1);
        assertThat(
                        FilingOffice.refused(
                                office.away
                                        .moves()
                                        .moveIn(
                                                office.move(
                                                        CasesOffice.citizen(member),
                                                        member,
                                                        "filed-member",
                                                        "이태원로 1",
                                                        CanonicalJson.object()))))
                .isEqualTo(Refusal.Code.ASKER_NOT_ENTITLED);
        assertThat(office.here.filings().counts().pending()).isZero();
    }

    @Test
    void servesOnlyThePersonInPersonFromAStaleCopy() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        office.age = Duration.ofHours(2);
        assertThat(
                        FilingOffice.refused(
                                office.away
                                        .moves()
                                        .moveIn(office.move(head, "filed-stale", "이태원로 2"))))
                .isEqualTo(Refusal.Code.FACTS_TOO_OLD);
        RecordVersion member = family.members().get(2);
        Moves.MoveCommand alone =
                office.move(
                        CasesOffice.citizen(member),
                        member,
                        "filed-inperson",
                        "이태원로 2",
                        CanonicalJson.object());
        Filings.Filing filing =
                FilingOffice.filed(
                        office.away
                                .moves()
                                .moveIn(
                                        MovingPack.of(
                                                alone, List.of(alone.subject()), alone.newHead())));
        assertThat(filing.report().movers()).containsExactly(member.ref());
        office.entered(filing);
    }

    @Test
    void papersSayThatAFilingWaitsUntilItIsDecided() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        Filings.Filing filing = file(head, "filed-paper", "이태원로 33");
        for (Cases cases : List.of(office.away, office.here)) {
            Outcome outcome =
                    cases.issuing()
                            .issue(
                                    office.office.command(
                                            CasesOffice.citizen(head),
                                            "kr.resident-abstract",
                                            head,
                                            "paper-waits-" + (cases == office.away)));
            assertThat(((Outcome.Issued) outcome).paper().filingPending()).isTrue();
        }
        RecordVersion stranger = office.family().members().getFirst();
        assertThat(
                        office.office
                                .issued(
                                        office.office.command(
                                                CasesOffice.citizen(stranger),
                                                "kr.resident-abstract",
                                                stranger,
                                                "paper-waits-not"))
                                .paper()
                                .filingPending())
                .isFalse();
        office.entered(filing);
        // Until the registers know the places of the new versions.
        FilingOffice.moved(office.here.moves().moveIn(office.move(head, "filed-paper", "이태원로 33")));
        IssueCommand then =
                new IssueCommand(
                        CasesOffice.citizen(head),
                        FilingOffice.YONGSAN,
                        new OperationId("paper-waits-no"),
                        "kr.resident-abstract",
                        office.office.handle(head),
                        "bank",
                        CanonicalJson.object());
        assertThat(office.office.issued(then).paper().filingPending()).isFalse();
    }

    @Test
    void entersAFilingThatWasMadeBehindAnother() {
        RecordVersion head = office.family().members().getFirst();
        Filings.Filing first = file(head, "filed-chain1", "이태원로 40");
        Filings.Filing second = file(head, "filed-chain2", "이태원로 41");
        Filings.Filing third = file(head, "filed-chain3", "이태원로 42");
        assertThat(office.merge()).isEqualTo(3);
        for (Filings.Filing one : List.of(first, second, third)) {
            office.entered(one);
        }
        assertThat(address(head)).isEqualTo("서울특별시 용산구 이태원로 42");
        assertThat(office.versions(head)).isEqualTo(4);
    }
}
