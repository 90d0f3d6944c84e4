// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Receipt;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Moves as Korea has them; what both countries promise is in [MovesOfEachPackTest].
class MovesAndSwapsTest {
    private static final OfficeCode YONGSAN = new OfficeCode("kr-11170");
    private static final Principal NEW_OFFICER = CasesOffice.officer(YONGSAN);
    private static final LocalDate TODAY = LocalDate.now(ZoneId.of("Asia/Seoul"));

    @TempDir static Path folder;
    private static CasesOffice office;
    private static List<HouseholdView> families;

    @BeforeAll
    static void open() {
        office = new CasesOffice(folder, FaultSwitch.every(2));
        families = office.families(CasesOffice.JONGNO);
    }

    @AfterAll
    static void close() {
        office.close();
    }

    @Test
    void movesAWholeHouseholdOnTheDayOfTheReport() {
        HouseholdView family = families.get(0);
        RecordVersion person = family.members().get(1);
        IssueCommand before = paper(person, CasesOffice.JONGNO, "before-move");
        String id = office.issued(before).paper().id();

        Moves.Moved moved = entered(move(person, "move-whole", List.of(), Optional.empty()));

        assertThat(moved.effective()).isEqualTo(TODAY);
        assertThat(moved.movers()).isEqualTo(family.members().size());
        assertThat(moved.receipts())
                .hasSize(family.members().size() + 2)
                .allMatch(r -> r.grade() == Receipt.Grade.SEALED);
        HouseholdView now = office.registers.household(person.ref()).orElseThrow();
        assertThat(now.household().office()).isEqualTo(YONGSAN);
        assertThat(now.members()).hasSameSizeAs(family.members());
        RecordVersion old = office.registers.current(family.household().ref()).orElseThrow();
        assertThat(old.facts().path("members").size()).isZero();
        assertThat(old.office()).isEqualTo(CasesOffice.JONGNO);
        assertThat(office.cases.papers().status(id)).isInstanceOf(Papers.Status.Superseded.class);
        office.issued(paper(person, YONGSAN, "after-move1"));
        assertThat(office.refused(paper(person, CasesOffice.JONGNO, "after-move2")).code())
                .isEqualTo(Refusal.Code.WRONG_OFFICE);
    }

    @Test
    void saysNothingMoreOfAPaperOnceSomebodyOnItIsProtected() {
        HouseholdView family = families.getLast();
        RecordVersion reader = family.members().getFirst();
        RecordVersion hidden = family.members().get(1);
        String id = office.issued(paper(reader, CasesOffice.JONGNO, "before-hiding")).paper().id();
        Papers papers = office.cases.papers();
        assertThat(papers.status(id)).isInstanceOf(Papers.Status.Current.class);

        protect(hidden);

        assertThat(papers.status(id)).isInstanceOf(Papers.Status.Unknown.class);
        assertThat(papers.status(CasesOffice.citizen(reader), id))
                .isInstanceOf(Papers.Status.Unknown.class);
        Answer<List<Papers.Listed>> list =
                papers.of(CasesOffice.citizen(reader), office.handle(reader), 10);
        assertThat(FilingOffice.given(list))
                .isNotEmpty()
                .allMatch(one -> one.standing() instanceof Papers.Status.Unknown);
        protect(reader);
        RecordVersion alone = families.get(families.size() - 2).members().getFirst();
        String own = office.issued(alone(alone)).paper().id();
        protect(alone);
        assertThat(papers.status(CasesOffice.citizen(alone), own))
                .isInstanceOf(Papers.Status.Superseded.class);
        assertThat(papers.status(own)).isInstanceOf(Papers.Status.Unknown.class);
    }

    private static IssueCommand alone(RecordVersion person) {
        return office.command(
                CasesOffice.citizen(person), "kr.resident-abstract", person, "before-hiding2");
    }

    private static void protect(RecordVersion person) {
        office.change(person, true);
    }

    @Test
    void wantsToKnowWhatWasSeenWhenAnotherOfficeKeepsTheRecord() {
        RecordVersion person = families.get(5).members().getFirst();
        Moves.MoveCommand full =
                command(
                        person,
                        "move-seen1",
                        List.of(),
                        Optional.empty(),
                        TODAY,
                        "서울특별시 용산구 이태원로 1");
        Moves.MoveCommand bare =
                new Moves.MoveCommand(
                        full.who(),
                        full.office(),
                        full.operation(),
                        full.subject(),
                        full.movers(),
                        full.address(),
                        full.detail(),
                        full.movedOn(),
                        full.newHead(),
                        CanonicalJson.object());
        assertThat(office.cases.moves().moveIn(bare))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        answer ->
                                assertThat(answer.refusal().code())
                                        .isEqualTo(Refusal.Code.EVIDENCE_MISSING));
    }

    @Test
    void letsAMemberMoveAloneAndOnlyTheHeadMoveTheHousehold() {
        HouseholdView family = families.get(4);
        RecordVersion head = family.members().getFirst();
        RecordVersion member = family.members().get(2);
        Answer<Moves.Reported> refused = ownMove(member, "member-all1", List.of());
        assertThat(refused)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        answer ->
                                assertThat(answer.refusal().code())
                                        .isEqualTo(Refusal.Code.ASKER_NOT_ENTITLED));
        assertThat(office.registers.history(member.ref())).hasSize(1);
        Moves.Moved alone = entered(ownMove(member, "member-one1", List.of(office.handle(member))));
        assertThat(alone.movers()).isEqualTo(1);
        Moves.Moved rest = entered(ownMove(head, "head-rest1", List.of()));
        assertThat(rest.movers()).isEqualTo(family.members().size() - 1);
    }

    private static Answer<Moves.Reported> ownMove(
            RecordVersion person, String operation, List<SubjectHandle> movers) {
        return office.cases
                .moves()
                .moveIn(
                        new Moves.MoveCommand(
                                CasesOffice.citizen(person),
                                YONGSAN,
                                new OperationId(operation),
                                office.handle(person),
                                movers,
                                "서울특별시 용산구 이태원로 " + movers.size(),
                                "",
                                TODAY,
                                Optional.empty(),
                                CanonicalJson.object()));
    }

    @Test
    void stopsEverySwapThatIsPlanted() {
        List<RecordVersion> people = office.people(CasesOffice.JONGNO, false);
        for (int i = 0; i < 60; i++) {
            RecordVersion person = people.get(people.size() - 1 - i);
            Outcome outcome =
                    office.cases
                            .issuing()
                            .issue(
                                    office.command(
                                            CasesOffice.officer(CasesOffice.JONGNO),
                                            "kr.resident-abstract",
                                            person,
                                            "swapped-" + i));
            if (outcome instanceof Outcome.Refused(Refusal refusal)) {
                assertThat(refusal.code())
                        .isIn(Refusal.Code.PAPER_STOPPED, Refusal.Code.WRONG_OFFICE);
            }
        }
        Issuing.Planted planted = office.cases.issuing().totals().planted();
        assertThat(planted.planted()).isGreaterThan(20);
        assertThat(planted.escaped()).isZero();
        assertThat(planted.stopped()).isEqualTo(planted.planted());
        assertThat(planted.stoppedByKind())
                .hasSize(6)
                .allSatisfy((kind, stopped) -> assertThat(stopped).as(kind).isPositive());
    }

    private static IssueCommand paper(RecordVersion person, OfficeCode at, String operation) {
        return new IssueCommand(
                CasesOffice.citizen(person),
                at,
                new OperationId(operation),
                "kr.resident-transcript",
                office.handle(person),
                "bank",
                CanonicalJson.object().put("addressHistory", "full"));
    }

    private static Answer<Moves.Reported> move(
            RecordVersion person,
            String operation,
            List<SubjectHandle> movers,
            Optional<SubjectHandle> newHead) {
        return office.cases
                .moves()
                .moveIn(
                        command(
                                person,
                                operation,
                                movers,
                                newHead,
                                TODAY.minusDays(3),
                                "서울특별시 용산구 이태원로 29"));
    }

    private static Moves.MoveCommand command(
            RecordVersion person,
            String operation,
            List<SubjectHandle> movers,
            Optional<SubjectHandle> newHead,
            LocalDate movedOn,
            String address) {
        return new Moves.MoveCommand(
                NEW_OFFICER,
                YONGSAN,
                new OperationId(operation),
                office.handle(person),
                movers,
                address,
                "3층",
                movedOn,
                newHead,
                CanonicalJson.object().put("basis", "head").put("evidence", "주민등록증"));
    }

    private static Moves.Moved entered(Answer<Moves.Reported> answer) {
        return FilingOffice.moved(answer);
    }
}
