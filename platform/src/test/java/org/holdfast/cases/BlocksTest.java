// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.holdfast.identity.Principal;
import org.holdfast.keys.DataKey;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Receipt;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.holdfast.testing.FaultyKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Blocks entered at a counter, with the database and without it.
class BlocksTest {
    private static final String TRANSCRIPT = "kr.resident-transcript";
    private static final String ABSTRACT = "kr.resident-abstract";
    private static final Principal OFFICER = CasesOffice.officer(CasesOffice.JONGNO);
    private static final String EVIDENCE = "가정폭력 피해자 상담사실 확인서";

    @TempDir static Path folder;
    private static FilingOffice office;
    private static FaultyKeys keys;
    private static final AtomicInteger COUNT = new AtomicInteger();

    @BeforeAll
    static void open() {
        office =
                new FilingOffice(
                        new CasesOffice(
                                folder,
                                CasesOffice.fresh(),
                                real -> {
                                    keys = new FaultyKeys(real);
                                    return keys;
                                },
                                FaultSwitch.off()));
    }

    @AfterAll
    static void close() {
        office.close();
    }

    private static String operation() {
        return "operation-" + COUNT.incrementAndGet();
    }

    private static Blocks.Named named(RecordVersion person) {
        Permit.Applicant one = RequestRules.named(person.facts());
        return new Blocks.Named(
                one.name(), Optional.of(LocalDate.parse(one.birth())), Optional.empty());
    }

    private static Blocks.BlockCommand command(
            RecordVersion person, String operation, List<Blocks.Named> blocked) {
        return new Blocks.BlockCommand(
                OFFICER,
                new OperationId(operation),
                office.office.handle(person),
                blocked,
                Optional.empty(),
                EVIDENCE);
    }

    private static Blocks.BlockCommand until(RecordVersion person, LocalDate last) {
        return new Blocks.BlockCommand(
                OFFICER,
                new OperationId(operation()),
                office.office.handle(person),
                List.of(),
                Optional.of(last),
                EVIDENCE);
    }

    private static Blocks.Block block(Cases cases, RecordVersion person, Blocks.Named... blocked) {
        return FilingOffice.given(
                cases.blocks().enter(command(person, operation(), List.of(blocked))));
    }

    private static Answer<Blocks.Block> lift(Cases cases, Blocks.Block block) {
        return cases.blocks()
                .lift(
                        new Blocks.LiftCommand(
                                OFFICER, new OperationId(operation()), block.id(), "본인 신청"));
    }

    private static Optional<Refusal.Code> asked(
            Cases cases, Principal who, String service, RecordVersion person, ObjectNode options) {
        Outcome outcome =
                cases.issuing()
                        .issue(office.office.command(who, service, person, operation(), options));
        return outcome instanceof Outcome.Refused(Refusal refusal)
                ? Optional.of(refusal.code())
                : Optional.empty();
    }

    /// What a third party is told who asks at the counter.
    private static Optional<Refusal.Code> third(Cases cases, RecordVersion person) {
        return asked(cases, OFFICER, ABSTRACT, person, CanonicalJson.object());
    }

    private static ObjectNode by(String basis, String name) {
        return CanonicalJson.object()
                .put("basis", basis)
                .put("applicant", name)
                .put("evidence", "신분증");
    }

    private static RecordVersion person() {
        return office.family().members().getFirst();
    }

    @Test
    void actsAtOnceUponOthersAndNotUponThePersonInPerson() {
        RecordVersion person = person();
        assertThat(third(office.here, person)).isEmpty();
        Blocks.Block block =
                block(
                        office.here,
                        person,
                        new Blocks.Named("박가해", Optional.empty(), Optional.empty()));
        assertThat(block.state()).isEqualTo(Blocks.State.IN_FORCE);
        assertThat(block.receipt().grade()).isEqualTo(Receipt.Grade.SEALED);
        assertThat(block.places()).hasSize(1);
        assertThat(third(office.here, person)).contains(Refusal.Code.RESTRICTED_SUBJECT);
        assertThat(asked(office.here, OFFICER, ABSTRACT, person, by("mandate", "박가해")))
                .contains(Refusal.Code.RESTRICTED_APPLICANT);
        assertThat(asked(office.here, OFFICER, ABSTRACT, person, by("mandate", "이대리")))
                .contains(Refusal.Code.RESTRICTED_SUBJECT);
        assertThat(asked(office.here, OFFICER, ABSTRACT, person, by("self", ""))).isEmpty();
        assertThat(
                        asked(
                                office.here,
                                CasesOffice.citizen(person),
                                ABSTRACT,
                                person,
                                CanonicalJson.object()))
                .isEmpty();
    }

    @Test
    void aMembersBlockCountsForTheHousehold() {
        HouseholdView family = office.family();
        RecordVersion victim = family.members().get(1);
        RecordVersion other = family.members().getFirst();
        RecordVersion third = family.members().get(2);
        block(office.here, victim, named(other));
        ObjectNode nothing = CanonicalJson.object();
        assertThat(asked(office.here, OFFICER, TRANSCRIPT, other, by("mandate", "이대리")))
                .contains(Refusal.Code.RESTRICTED_SUBJECT);
        assertThat(third(office.here, other)).isEmpty();
        Principal blocked = CasesOffice.citizen(other);
        assertThat(asked(office.here, blocked, TRANSCRIPT, other, nothing))
                .contains(Refusal.Code.RESTRICTED_APPLICANT);
        assertThat(asked(office.here, blocked, ABSTRACT, other, nothing)).isEmpty();
        assertThat(asked(office.here, CasesOffice.citizen(third), TRANSCRIPT, third, nothing))
                .isEmpty();
    }

    @Test
    void namesSomebodyByTheirRecordToo() {
        HouseholdView family = office.family();
        RecordVersion victim = family.members().get(1);
        RecordVersion other = family.members().getFirst();
        Blocks.Named one =
                new Blocks.Named(
                        "전 이름", Optional.empty(), Optional.of(office.office.handle(other)));
        block(office.here, victim, one);
        assertThat(
                        asked(
                                office.here,
                                CasesOffice.citizen(other),
                                TRANSCRIPT,
                                other,
                                CanonicalJson.object()))
                .contains(Refusal.Code.RESTRICTED_APPLICANT);
    }

    @Test
    void isTakenAndObeyedWithoutTheDatabase() {
        RecordVersion person = person();
        Blocks.Block block = block(office.away, person);
        for (Cases cases : List.of(office.away, office.here)) {
            assertThat(third(cases, person)).contains(Refusal.Code.RESTRICTED_SUBJECT);
            assertThat(asked(cases, OFFICER, ABSTRACT, person, by("self", ""))).isEmpty();
            assertThat(cases.blocks().isBlocked(person.ref())).isTrue();
        }
        FilingOffice.given(lift(office.away, block));
        assertThat(third(office.here, person)).isEmpty();
    }

    @Test
    void holdsAMoveThatWasFiledBefore() {
        RecordVersion person = person();
        Filings.Filing filing =
                FilingOffice.filed(
                        office.away
                                .moves()
                                .moveIn(
                                        office.move(
                                                FilingOffice.OFFICER,
                                                person,
                                                operation(),
                                                "이태원로 30",
                                                by("mandate", "이대리"))));
        block(office.here, person);
        office.held(filing, "restricted-subject");
        assertThat(office.versions(person)).isEqualTo(1);
    }

    @Test
    void aLiftEndsOneBlockAndNoOther() {
        RecordVersion person = person();
        Blocks.Block first = block(office.here, person);
        Blocks.Block second = block(office.here, person);
        Blocks.Block lifted = FilingOffice.given(lift(office.here, first));
        assertThat(lifted.state()).isEqualTo(Blocks.State.LIFTED);
        assertThat(lifted.lifted().orElseThrow().reason()).isEqualTo("본인 신청");
        assertThat(lifted.receipt().leaf()).isNotEqualTo(first.receipt().leaf());
        assertThat(third(office.here, person)).contains(Refusal.Code.RESTRICTED_SUBJECT);
        List<Blocks.Block> listed =
                FilingOffice.given(office.here.blocks().of(OFFICER, office.office.handle(person)));
        assertThat(listed)
                .extracting(one -> one.id() + " " + one.state())
                .containsExactlyInAnyOrder(first.id() + " LIFTED", second.id() + " IN_FORCE");
        assertThat(FilingOffice.refused(lift(office.here, first)))
                .isEqualTo(Refusal.Code.BLOCK_LIFTED);
        FilingOffice.given(lift(office.here, second));
        assertThat(third(office.here, person)).isEmpty();
    }

    @Test
    void aLiftOfSomebodyElsesBlockLiftsNothing() {
        RecordVersion person = person();
        RecordVersion stranger = person();
        Blocks.Block block = block(office.here, person);
        PaperNames names = new PaperNames(keys.handles(), InstantSource.system());
        LiftRecord forged =
                new LiftRecord(
                        block.receipt().leaf(),
                        stranger.ref(),
                        "reason",
                        names.block(PaperNames.operation(block.id()).orElseThrow()),
                        "",
                        "somebody",
                        "officer: somebody",
                        block.at());
        append(stranger, LiftRecord.TYPE, forged.content());
        assertThat(third(office.here, person)).contains(Refusal.Code.RESTRICTED_SUBJECT);
    }

    private static void append(RecordVersion person, String type, ObjectNode content) {
        PaperNames names = new PaperNames(keys.handles(), InstantSource.system());
        DataKey key = keys.find(person.keys().papers().orElseThrow()).orElseThrow();
        office.office
                .ledger
                .node()
                .append(
                        new EntryDraft(
                                type,
                                CasesOffice.JONGNO,
                                names.blocksOf(person.ref()),
                                0,
                                Optional.empty(),
                                Optional.of(key),
                                content,
                                Optional.empty()),
                        List.of());
    }

    @Test
    void protectsThroughItsLastDayAndNotAfterIt() {
        RecordVersion person = person();
        LocalDate last = FilingOffice.today().plusDays(3);
        FilingOffice.given(office.here.blocks().enter(until(person, last)));
        InstantSource system = InstantSource.system();
        Cases lastDay = office.here(() -> system.instant().plus(3, ChronoUnit.DAYS));
        assertThat(lastDay.blocks().isBlocked(person.ref())).isTrue();
        Cases after = office.here(() -> system.instant().plus(4, ChronoUnit.DAYS));
        assertThat(after.blocks().isBlocked(person.ref())).isFalse();
        List<Blocks.Block> listed =
                FilingOffice.given(after.blocks().of(OFFICER, office.office.handle(person)));
        assertThat(listed).extracting(Blocks.Block::state).containsExactly(Blocks.State.ENDED);
        assertThat(
                        FilingOffice.refused(
                                office.here
                                        .blocks()
                                        .enter(until(person, FilingOffice.today().minusDays(1)))))
                .isEqualTo(Refusal.Code.BAD_DATE);
    }

    @Test
    void theSameCommandIsOneBlockAndAnotherUnderItsNameIsRefused() {
        RecordVersion person = person();
        String operation = operation();
        Blocks.BlockCommand command = command(person, operation, List.of());
        Blocks.Block first = FilingOffice.given(office.here.blocks().enter(command));
        Blocks.Block again = FilingOffice.given(office.away.blocks().enter(command));
        assertThat(first.repeated()).isFalse();
        assertThat(again.repeated()).isTrue();
        assertThat(again.receipt().leaf()).isEqualTo(first.receipt().leaf());
        Blocks.Named somebody = new Blocks.Named("김아무개", Optional.empty(), Optional.empty());
        assertThat(
                        FilingOffice.refused(
                                office.here
                                        .blocks()
                                        .enter(command(person, operation, List.of(somebody)))))
                .isEqualTo(Refusal.Code.OPERATION_REUSED);
        OperationId lifting = new OperationId(operation());
        Blocks.LiftCommand lift = new Blocks.LiftCommand(OFFICER, lifting, first.id(), "본인 신청");
        Blocks.Block lifted = FilingOffice.given(office.here.blocks().lift(lift));
        Blocks.Block liftedAgain = FilingOffice.given(office.here.blocks().lift(lift));
        assertThat(liftedAgain.repeated()).isTrue();
        assertThat(liftedAgain.receipt().leaf()).isEqualTo(lifted.receipt().leaf());
        assertThat(
                        FilingOffice.refused(
                                office.here
                                        .blocks()
                                        .lift(
                                                new Blocks.LiftCommand(
                                                        OFFICER, lifting, first.id(), "다른 사유"))))
                .isEqualTo(Refusal.Code.OPERATION_REUSED);
    }

    @Test
    void onlyOfficersOfTheOfficeThatKeepsTheRecordEnterSeeAndLift() {
        RecordVersion person = person();
        Blocks.Block block = block(office.here, person);
        Blocks blocks = office.here.blocks();
        for (Principal who : List.of(FilingOffice.OFFICER, CasesOffice.citizen(person))) {
            boolean officer = who.equals(FilingOffice.OFFICER);
            Refusal.Code code =
                    officer ? Refusal.Code.WRONG_OFFICE : Refusal.Code.ROLE_NOT_PERMITTED;
            Blocks.BlockCommand command =
                    new Blocks.BlockCommand(
                            who,
                            new OperationId(operation()),
                            office.office.handle(person),
                            List.of(),
                            Optional.empty(),
                            EVIDENCE);
            assertThat(FilingOffice.refused(blocks.enter(command))).isEqualTo(code);
            assertThat(FilingOffice.refused(blocks.of(who, office.office.handle(person))))
                    .isEqualTo(code);
            Blocks.LiftCommand lift =
                    new Blocks.LiftCommand(who, new OperationId(operation()), block.id(), "x");
            assertThat(FilingOffice.refused(blocks.lift(lift)))
                    .isEqualTo(
                            officer ? Refusal.Code.BLOCK_UNKNOWN : Refusal.Code.ROLE_NOT_PERMITTED);
        }
        assertThat(third(office.here, person)).contains(Refusal.Code.RESTRICTED_SUBJECT);
    }

    @Test
    void wantsEvidenceAReasonAndPlainNames() {
        RecordVersion person = person();
        Blocks blocks = office.here.blocks();
        Blocks.BlockCommand bare =
                new Blocks.BlockCommand(
                        OFFICER,
                        new OperationId(operation()),
                        office.office.handle(person),
                        List.of(),
                        Optional.empty(),
                        " ");
        assertThat(FilingOffice.refused(blocks.enter(bare)))
                .isEqualTo(Refusal.Code.EVIDENCE_MISSING);
        Blocks.Named turned = new Blocks.Named("김\u202E철수", Optional.empty(), Optional.empty());
        assertThat(
                        FilingOffice.refused(
                                blocks.enter(command(person, operation(), List.of(turned)))))
                .isEqualTo(Refusal.Code.BAD_TEXT);
        Blocks.Named born =
                new Blocks.Named(
                        "김철수", Optional.of(FilingOffice.today().plusDays(2)), Optional.empty());
        assertThat(FilingOffice.refused(blocks.enter(command(person, operation(), List.of(born)))))
                .isEqualTo(Refusal.Code.BAD_DATE);
        assertThat(office.here.blocks().isBlocked(person.ref())).isFalse();
        Blocks.Block block = block(office.here, person);
        Blocks.LiftCommand lift =
                new Blocks.LiftCommand(OFFICER, new OperationId(operation()), block.id(), " ");
        assertThat(FilingOffice.refused(blocks.lift(lift))).isEqualTo(Refusal.Code.REASON_MISSING);
    }

    @Test
    void theJournalShowsNobody() throws IOException {
        RecordVersion person = person();
        Blocks.Named one =
                new Blocks.Named(
                        "독고탁별난이름",
                        Optional.of(LocalDate.of(1901, 2, 3)),
                        Optional.of(office.office.handle(person())));
        Blocks.Block block = block(office.here, person, one);
        FilingOffice.given(lift(office.here, block));
        List<String> secrets =
                List.of(
                        "독고탁별난이름",
                        "1901-02-03",
                        EVIDENCE,
                        "본인 신청",
                        person.ref().id().toString(),
                        office.office.handle(person).value(),
                        block.id());
        try (Stream<Path> files = Files.walk(folder.resolve("journals"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (String secret : secrets) {
                    byte[] utf8 = secret.getBytes(StandardCharsets.UTF_8);
                    assertThat(text)
                            .as(file.getFileName() + ": " + secret)
                            .doesNotContain(new String(utf8, StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    @Test
    void aBlockThatComesWhileAPaperIsMadeStopsIt() {
        RecordVersion person = person();
        AtomicInteger steps = new AtomicInteger();
        Cases slow =
                office.office.casesWith(
                        office.below(),
                        InstantSource.system(),
                        nanos ->
                                () -> {
                                    if (steps.incrementAndGet() == 3) {
                                        block(office.here, person);
                                    }
                                    return nanos.getAsLong();
                                });
        long before = office.office.ledger.node().count(PaperRecord.TYPE);
        assertThat(third(slow, person)).contains(Refusal.Code.RESTRICTED_SUBJECT);
        assertThat(steps.get()).isGreaterThanOrEqualTo(3);
        assertThat(office.office.ledger.node().count(PaperRecord.TYPE)).isEqualTo(before);
    }

    @Test
    void aBlockNobodyCanOpenYetProtectsFromAllButThePerson() {
        HouseholdView family = office.family();
        RecordVersion victim = family.members().get(1);
        RecordVersion other = family.members().getFirst();
        block(office.here, victim, new Blocks.Named("박가해", Optional.empty(), Optional.empty()));
        keys.hide(victim.keys().papers().orElseThrow(), true);
        try {
            Cases fresh = office.here(InstantSource.system());
            assertThat(fresh.blocks().isBlocked(victim.ref())).isTrue();
            assertThat(fresh.blocks().isBlocked(other.ref())).isFalse();
            ObjectNode nothing = CanonicalJson.object();
            assertThat(third(fresh, victim)).contains(Refusal.Code.RESTRICTED_APPLICANT);
            assertThat(asked(fresh, CasesOffice.citizen(other), TRANSCRIPT, other, nothing))
                    .contains(Refusal.Code.RESTRICTED_APPLICANT);
            keys.hide(victim.keys().papers().orElseThrow(), false);
            assertThat(asked(fresh, CasesOffice.citizen(other), TRANSCRIPT, other, nothing))
                    .isEmpty();
            assertThat(third(fresh, victim)).contains(Refusal.Code.RESTRICTED_SUBJECT);
        } finally {
            keys.hide(victim.keys().papers().orElseThrow(), false);
        }
    }

    @Test
    void aBlockNobodyUnderstandsProtects() {
        RecordVersion person = person();
        append(person, BlockRecord.TYPE, CanonicalJson.object().put("id", "of another release"));
        assertThat(third(office.here, person)).contains(Refusal.Code.RESTRICTED_APPLICANT);
        assertThat(asked(office.here, OFFICER, ABSTRACT, person, by("self", ""))).isEmpty();
    }

    @Test
    void everyOtherSightObeysIt() {
        HouseholdView family = office.family();
        RecordVersion person = family.members().get(1);
        RecordVersion head = family.members().getFirst();
        Outcome.Issued paper =
                office.office.issued(office.office.command(OFFICER, ABSTRACT, person, operation()));
        Papers papers = office.here.papers();
        assertThat(papers.status(paper.paper().id())).isInstanceOf(Papers.Status.Current.class);
        Principal filer = CasesOffice.citizen(head);
        Filings.Filing filing =
                FilingOffice.filed(
                        office.away
                                .moves()
                                .moveIn(
                                        office.move(
                                                filer,
                                                person,
                                                operation(),
                                                "이태원로 31",
                                                CanonicalJson.object())));
        FilingOffice.given(office.here.filings().find(filer, filing.id()));
        block(office.here, person);
        assertThat(papers.status(paper.paper().id())).isInstanceOf(Papers.Status.Unknown.class);
        assertThat(FilingOffice.refused(office.here.filings().find(filer, filing.id())))
                .isEqualTo(Refusal.Code.FILING_UNKNOWN);
        assertThat(office.here.blocks().isProtected(person)).isTrue();
        Answer<Erasures.Erasure> erasure =
                office.here
                        .erasures()
                        .erase(
                                new Erasures.EraseCommand(
                                        OFFICER,
                                        CasesOffice.JONGNO,
                                        new OperationId(operation()),
                                        new Erasures.Target.Person(office.office.handle(person)),
                                        ErasingOffice.BASIS,
                                        "본인의 삭제 요구"));
        assertThat(FilingOffice.refused(erasure)).isEqualTo(Refusal.Code.ERASURE_RESTRICTED);
    }
}
