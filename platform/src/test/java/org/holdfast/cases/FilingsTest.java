// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.Audits;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Receipt;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Fold;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Moves that are asked for while the database does not answer, and what becomes of them.
class FilingsTest {
    @TempDir static Path folder;
    private static FilingOffice office;

    @BeforeAll
    static void open() {
        office = new FilingOffice(folder);
    }

    @AfterAll
    static void close() {
        office.close();
    }

    /// Registers are the fold of the journal, whatever was filed.
    @AfterEach
    void checkWorld() {
        office.age = Duration.ofMinutes(5);
        Fold.Outcome fold = office.office.session.fold().check();
        assertThat(fold.differences()).isEmpty();
        assertThat(fold.agrees()).isTrue();
    }

    private static Filings.Filing file(RecordVersion person, String operation, String address) {
        return FilingOffice.filed(
                office.away.moves().moveIn(office.move(person, operation, address)));
    }

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
                                        new Moves.MoveCommand(
                                                alone.who(),
                                                alone.office(),
                                                alone.operation(),
                                                alone.subject(),
                                                List.of(alone.subject()),
                                                alone.address(),
                                                alone.detail(),
                                                alone.movedOn(),
                                                alone.newHead(),
                                                alone.options())));
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

    private static String address(RecordVersion person) {
        return office.office
                .registers
                .household(person.ref())
                .orElseThrow()
                .household()
                .facts()
                .path("address")
                .asString();
    }

    @Test
    void holdsWhatChangedMeanwhileAndEverythingBehindIt() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        Filings.Filing first = file(head, "filed-held-1", "이태원로 50");
        Filings.Filing second = file(head, "filed-held-2", "이태원로 51");
        office.change(family.members().get(1), false);
        assertThat(office.merge()).isEqualTo(2);
        office.held(first, "record-changed");
        office.held(second, "after-held");
        assertThat(office.here.filings().counts().held()).isGreaterThanOrEqualTo(2);
        assertThat(office.versions(head)).isEqualTo(1);
        // Nobody but an officer of the office decides, and with a reason.
        assertThat(refused(CasesOffice.officer(CasesOffice.JONGNO), first, "d-elsewhere", "x"))
                .isEqualTo(Refusal.Code.FILING_UNKNOWN);
        assertThat(refused(FilingOffice.OFFICER, first, "d-no-reason", " "))
                .isEqualTo(Refusal.Code.REASON_MISSING);
        assertThat(decide(first, "decide-held-1", true).state()).isEqualTo(Filings.State.ENTERED);
        assertThat(decide(first, "decide-held-1", true).repeated()).isTrue();
        assertThat(refused(FilingOffice.OFFICER, first, "decide-held-x", "x"))
                .isEqualTo(Refusal.Code.FILING_NOT_HELD);
        assertThat(address(head)).isEqualTo("서울특별시 용산구 이태원로 50");
        // What the officer entered was not all that changed: the second needs its own decision.
        office.held(second, "record-changed");
        assertThat(decide(second, "decide-held-2", true).state()).isEqualTo(Filings.State.ENTERED);
        assertThat(address(head)).isEqualTo("서울특별시 용산구 이태원로 51");
    }

    @Test
    void tellsThePersonAndTheOfficesWhatIsFiledAboutThem() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        RecordVersion member = family.members().get(1);
        Principal keeper = CasesOffice.officer(CasesOffice.JONGNO);
        Principal elsewhere = CasesOffice.officer(new OfficeCode("kr-26110"));
        Filings.Filing filing = file(head, "filed-about1", "이태원로 62");
        for (Cases cases : List.of(office.away, office.here)) {
            for (RecordVersion one : List.of(head, member)) {
                assertThat(ids(about(cases, FilingOffice.OFFICER, one)))
                        .containsExactly(filing.id());
                assertThat(about(cases, keeper, one).shown()).isEmpty();
                assertThat(about(cases, keeper, one).others()).isTrue();
                assertThat(about(cases, elsewhere, one))
                        .isEqualTo(new Filings.About(List.of(), false));
            }
            assertThat(ids(about(cases, CasesOffice.citizen(head), head)))
                    .containsExactly(filing.id());
            assertThat(about(cases, CasesOffice.citizen(member), member))
                    .isEqualTo(new Filings.About(List.of(), true));
            for (Principal other :
                    List.of(
                            CasesOffice.citizen(member),
                            new Principal(
                                    "op", Role.OPERATOR, Optional.empty(), Optional.empty(), ""))) {
                assertThat(FilingOffice.refused(cases.filings().about(other, head, 10)))
                        .isEqualTo(Refusal.Code.UNKNOWN_SUBJECT);
            }
        }
        office.entered(filing);
        Filings.About after = about(office.here, FilingOffice.OFFICER, head);
        assertThat(after.shown().getFirst().state()).isEqualTo(Filings.State.ENTERED);
        assertThat(after.others()).isFalse();
        assertThat(
                        FilingOffice.given(
                                        office.here.filings().about(FilingOffice.OFFICER, head, 0))
                                .shown())
                .isEmpty();
        assertThat(about(office.here, keeper, head)).isEqualTo(new Filings.About(List.of(), false));
    }

    /// Whoever stays behind is not told where a protected person goes, nor that anything is filed;
    /// somebody whose account was not heard of for long sees what was done in person.
    @Test
    void hidesFromThoseWhoStayWhereAProtectedPersonGoes() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        RecordVersion member = family.members().get(1);
        Moves.MoveCommand all = office.move(head, "filed-leaves", "이태원로 63");
        Filings.Filing filing =
                FilingOffice.filed(
                        office.away
                                .moves()
                                .moveIn(
                                        new Moves.MoveCommand(
                                                all.who(),
                                                all.office(),
                                                all.operation(),
                                                all.subject(),
                                                List.of(office.office.handle(member)),
                                                all.address(),
                                                all.detail(),
                                                all.movedOn(),
                                                all.newHead(),
                                                all.options())));
        Principal stays = CasesOffice.citizen(head);
        assertThat(ids(about(office.here, stays, head))).containsExactly(filing.id());
        RecordVersion now = office.change(member, true);
        for (Cases cases : List.of(office.away, office.here)) {
            assertThat(about(cases, stays, head)).isEqualTo(new Filings.About(List.of(), false));
            assertThat(FilingOffice.refused(cases.filings().find(stays, filing.id())))
                    .isEqualTo(Refusal.Code.FILING_UNKNOWN);
            assertThat(about(cases, CasesOffice.citizen(member), now).others()).isTrue();
            assertThat(ids(about(cases, FilingOffice.OFFICER, now))).containsExactly(filing.id());
        }
        assertThat(about(office.here, late("late"), now).shown()).isEmpty();
        assertThat(ids(about(office.here, late(FilingOffice.OFFICER.id()), now)))
                .containsExactly(filing.id());
        office.held(filing, "record-changed");
        assertThat(decide(filing, "decide-leaves", false).state()).isEqualTo(Filings.State.REFUSED);
    }

    /// An officer whose account was not heard of for long.
    private static Principal late(String id) {
        return new Principal(
                id, Role.OFFICER, Optional.of(FilingOffice.YONGSAN), Optional.empty(), "담당자", true);
    }

    private static Filings.About about(Cases cases, Principal who, RecordVersion person) {
        return FilingOffice.given(cases.filings().about(who, person, 10));
    }

    private static List<String> ids(Filings.About about) {
        return about.shown().stream().map(Filings.Filing::id).toList();
    }

    @Test
    void looksAgainAtWhatComesBehindARefusedOne() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        Filings.Filing first = file(head, "filed-refu-1", "이태원로 60");
        Filings.Filing second = file(head, "filed-refu-2", "이태원로 61");
        office.change(family.members().get(1), false);
        office.held(first, "record-changed");
        office.held(second, "after-held");
        assertThat(decide(first, "decide-refu-1", false).state()).isEqualTo(Filings.State.REFUSED);
        office.held(second, "record-changed");
        assertThat(decide(second, "decide-refu-2", false).state()).isEqualTo(Filings.State.REFUSED);
        assertThat(office.versions(head)).isEqualTo(1);
        // The same request again is told so, and enters nothing.
        Filings.Filing again =
                FilingOffice.filed(
                        office.here.moves().moveIn(office.move(head, "filed-refu-1", "이태원로 60")));
        assertThat(again.state()).isEqualTo(Filings.State.REFUSED);
        assertThat(office.versions(head)).isEqualTo(1);
    }

    private static Filings.Filing decide(Filings.Filing filing, String operation, boolean enter) {
        return FilingOffice.given(
                office.here
                        .filings()
                        .decide(
                                new Filings.DecideCommand(
                                        FilingOffice.OFFICER,
                                        filing.id(),
                                        new OperationId(operation),
                                        enter,
                                        "본인 확인")));
    }

    private static Refusal.Code refused(
            Principal who, Filings.Filing filing, String operation, String reason) {
        return FilingOffice.refused(
                office.here
                        .filings()
                        .decide(
                                new Filings.DecideCommand(
                                        who,
                                        filing.id(),
                                        new OperationId(operation),
                                        true,
                                        reason)));
    }

    @Test
    void mergesOnceThroughADeathOnEitherSideOfTheCommit() {
        RecordVersion head = office.family().members().getFirst();
        Filings.Filing filing = file(head, "filed-crash", "이태원로 70");
        for (FilingMerge.Switch.Step step : FilingMerge.Switch.Step.values()) {
            FilingMerge.Switch crash =
                    at -> {
                        if (at == step) {
                            throw new Error("the power is cut");
                        }
                    };
            Cases dying = office.here(InstantSource.system());
            assertThatThrownBy(() -> office.merge(dying, crash)).isInstanceOf(Error.class);
            boolean committed = step == FilingMerge.Switch.Step.AFTER_COMMIT;
            assertThat(office.versions(head)).isEqualTo(committed ? 2 : 1);
        }
        // Another process, that knows nothing but the journals and the rows.
        assertThat(office.merge(office.here(InstantSource.system()), FilingMerge.Switch.NONE))
                .isLessThanOrEqualTo(1);
        assertThat(office.versions(head)).isEqualTo(2);
        office.entered(filing);
    }

    @Test
    void raisesAnAlarmWhenAJournalHasTwoFilingsAtOnePlace() {
        RecordVersion head = office.family().members().getFirst();
        Filings.Filing filing = file(head, "filed-place", "이태원로 80");
        Filings.Filing behind = file(head, "filed-behind", "이태원로 81");
        var place = filing.receipt().position().orElseThrow();
        Hash other = Hash.of(new byte[32]);
        office.office
                .database
                .database()
                .jdbc()
                .sql(
                        "insert into cases.filing (leaf, journal, index, filed_at, operation,"
                                + " digest, state, reason, version, decision) values (:leaf, :journal,"
                                + " :index, now(), :op, 'x', 'held', 'record-changed', 1, :leaf)")
                .param("leaf", other.bytes())
                .param("journal", place.journal())
                .param("index", place.index())
                .param("op", new byte[16])
                .update();
        office.held(filing, "place-conflict");
        assertThat(office.versions(head)).isEqualTo(1);
        assertThat(office.office.ledger.audits().alarms())
                .anySatisfy(alarm -> {
                    assertThat(alarm.kind()).isEqualTo(Audits.Kind.SPLIT_VIEW);
                    assertThat(alarm.journal()).isEqualTo(place.journal());
                    assertThat(alarm.index()).isEqualTo(place.index());
                });
        assertThat(count("select count(*) from cases.filing where index = " + place.index()))
                .isEqualTo(2);
        office.office
                .database
                .database()
                .jdbc()
                .sql("delete from cases.filing where leaf = ?")
                .param(other.bytes())
                .update();
        // Once an officer has decided, what was filed behind it comes in by itself.
        office.held(behind, "after-held");
        assertThat(decide(filing, "decide-place", true).state()).isEqualTo(Filings.State.ENTERED);
        office.entered(behind);
        assertThat(address(head)).isEqualTo("서울특별시 용산구 이태원로 81");
    }

    private static long count(String sql) {
        return office.office.database.database().jdbc().sql(sql).query(Long.class).single();
    }

    @Test
    void isSeenByThePersonAndTheOfficeOnly() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        Filings.Filing filing =
                FilingOffice.filed(
                        office.away
                                .moves()
                                .moveIn(
                                        office.move(
                                                CasesOffice.citizen(head),
                                                head,
                                                "filed-seen1",
                                                "이태원로 90",
                                                CanonicalJson.object())));
        Filings filings = office.here.filings();
        RecordVersion stranger = office.family().members().getFirst();
        for (var nobody :
                List.of(
                        CasesOffice.officer(CasesOffice.JONGNO),
                        CasesOffice.citizen(stranger),
                        CasesOffice.citizen(family.members().get(1)))) {
            assertThat(FilingOffice.refused(filings.find(nobody, filing.id())))
                    .isEqualTo(Refusal.Code.FILING_UNKNOWN);
            assertThat(FilingOffice.given(filings.list(nobody, Optional.empty(), 100)))
                    .noneMatch(one -> one.id().equals(filing.id()));
        }
        for (var somebody : List.of(FilingOffice.OFFICER, CasesOffice.citizen(head))) {
            assertThat(FilingOffice.given(filings.list(somebody, Optional.empty(), 100)))
                    .anyMatch(one -> one.id().equals(filing.id()));
        }
        office.merge();
    }

    @Test
    void tellsNobodyElseWhereAProtectedPersonMoves() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        RecordVersion member = family.members().get(1);
        Moves.MoveCommand byHead =
                office.move(
                        CasesOffice.citizen(head),
                        member,
                        "filed-hidden",
                        "이태원로 91",
                        CanonicalJson.object());
        Filings.Filing filing = FilingOffice.filed(office.away.moves().moveIn(byHead));
        Filings filings = office.here.filings();
        assertThat(FilingOffice.given(filings.find(CasesOffice.citizen(head), filing.id())).id())
                .isEqualTo(filing.id());
        office.change(member, true);
        assertThat(FilingOffice.refused(filings.find(CasesOffice.citizen(head), filing.id())))
                .isEqualTo(Refusal.Code.FILING_UNKNOWN);
        assertThat(FilingOffice.given(filings.find(CasesOffice.citizen(member), filing.id())).id())
                .isEqualTo(filing.id());
        office.held(filing, "record-changed");
    }

    @Test
    void theJournalsGiveBackTheRowsThatADatabaseHasLost() {
        RecordVersion head = office.family().members().getFirst();
        Filings.Filing in = file(head, "filed-rows-1", "이태원로 95");
        RecordVersion other = office.family().members().getFirst();
        Filings.Filing held = file(other, "filed-rows-2", "이태원로 96");
        office.change(other, false);
        office.entered(in);
        office.held(held, "record-changed");
        List<Map<String, Object>> before = rows();
        Cases anew = office.here(InstantSource.system());
        // A process that has just begun, and one that has seen these decisions before.
        for (Cases cases : List.of(anew, anew, office.here)) {
            for (String table : List.of("filing_record", "filing", "change")) {
                office.office.database.database().jdbc().sql("delete from cases." + table).update();
            }
            assertThat(office.merge(cases, FilingMerge.Switch.NONE)).isZero();
            assertThat(rows()).isEqualTo(before);
        }
        Moves.Moved again =
                FilingOffice.moved(
                        anew.moves().moveIn(office.move(head, "filed-rows-1", "이태원로 95")));
        assertThat(again.repeated()).isTrue();
        assertThat(office.versions(head)).isEqualTo(2);
        assertThat(office.find(held.id()).state()).isEqualTo(Filings.State.HELD);
    }

    private static List<Map<String, Object>> rows() {
        return office.office
                .database
                .database()
                .jdbc()
                .sql(
                        "select encode(f.leaf, 'hex') as leaf, journal, index, filed_at, state,"
                                + " reason, outcome::text as outcome, version,"
                                + " encode(decision, 'hex') as decision,"
                                + " (select string_agg(encode(record, 'hex'), ' ' order by record)"
                                + " from cases.filing_record r where r.leaf = f.leaf) as records"
                                + " from cases.filing f order by leaf")
                .query()
                .listOfRows();
    }
}
