// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.journal.Hash;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Receipt;
import org.holdfast.registers.Change;
import org.holdfast.registers.Entering;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class OfficeCasesTest {
    private static final String TRANSCRIPT = "kr.resident-transcript";
    private static final String ABSTRACT = "kr.resident-abstract";
    private static final String CERTIFICATE = "jp.residence-certificate";

    @TempDir static Path folder;
    private static CasesOffice office;
    private static List<RecordVersion> koreans;
    private static List<RecordVersion> japanese;
    private static final Principal OFFICER = CasesOffice.officer(CasesOffice.JONGNO);

    @BeforeAll
    static void open() {
        office = new CasesOffice(folder, FaultSwitch.off());
        koreans = office.people(CasesOffice.JONGNO, false);
        japanese = office.people(CasesOffice.NAKANO, false);
    }

    @AfterAll
    static void close() {
        office.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {TRANSCRIPT, ABSTRACT, CERTIFICATE})
    void issuesAGenuinePaperWithASealedReceipt(String service) {
        RecordVersion person = (service.startsWith("kr") ? koreans : japanese).getFirst();
        Principal who = CasesOffice.citizen(person);
        Outcome.Issued issued =
                office.issued(office.command(who, service, person, "first-" + service));
        assertThat(issued.repeated()).isFalse();
        assertThat(issued.paper().receipt().grade()).isEqualTo(Receipt.Grade.SEALED);
        byte[] pdf = document(who, issued).pdf();
        assertThat(office.verifier.verify(pdf, office.trust(), Optional.empty()).isGenuine())
                .isTrue();
        assertThat(office.cases.papers().status(issued.paper().id()))
                .isInstanceOf(Papers.Status.Current.class);
    }

    @Test
    void issuesTheNewStateAtOnceAfterAChangeThatTheRegistersDoNotPlaceYet() {
        RecordVersion person = koreans.get(11);
        for (int i = 0; i < 8; i++) {
            RecordVersion now = office.registers.current(person.ref()).orElseThrow();
            ObjectNode facts = now.facts();
            facts.putObject("name").put("hangul", "가나다라마바사아".substring(i, i + 1) + "새로");
            Change change =
                    new Change(
                            now.ref(),
                            now.version(),
                            now.office(),
                            facts,
                            LocalDate.now(ZoneId.of("Asia/Seoul")),
                            "test",
                            Optional.empty());
            Entering entered =
                    office.database
                            .database()
                            .inTransaction(tx -> office.registers.enter(tx, change));
            assertThat(entered).isInstanceOf(Entering.Entered.class);
            Hash leaf = ((Entering.Entered) entered).version().leaf();
            office.ledger.central().sealed(leaf).join();
            IssueCommand command =
                    office.command(
                            CasesOffice.officer(CasesOffice.JONGNO),
                            "kr.resident-abstract",
                            now,
                            "fresh-change-" + i);
            byte[] pdf = document(OFFICER, office.issued(command)).pdf();
            assertThat(
                            office.verifier
                                    .verify(pdf, office.trust(), Optional.empty())
                                    .claims()
                                    .orElseThrow()
                                    .name())
                    .isEqualTo(facts.path("name").path("hangul").asString());
        }
    }

    @Test
    void printsEveryKoreanPersonOfTheDemo() {
        int papers = 0;
        for (RecordVersion person : koreans.subList(0, 60)) {
            for (String service : List.of(TRANSCRIPT, ABSTRACT)) {
                ObjectNode options = CanonicalJson.object();
                options.put("addressHistory", "full").put("reason", true).put("number", "holder");
                if (service.equals(TRANSCRIPT)) {
                    options.put("formation", true).put("cohabitants", true);
                } else {
                    options.put("headAndRelation", true).put("military", "full");
                }
                office.issued(
                        office.command(
                                CasesOffice.citizen(person),
                                service,
                                person,
                                "every-" + ++papers + "-kr",
                                options));
            }
        }
    }

    @Test
    void printsEveryJapanesePersonOfTheDemo() {
        int papers = 0;
        for (RecordVersion person : japanese.subList(0, 60)) {
            ObjectNode options = CanonicalJson.object();
            options.put("relation", true).put("honseki", true).put("history", true);
            options.put("individualNumber", true).put("residentCode", true).put("remarks", true);
            options.put("kind", papers % 2 == 0 ? "household" : "personal");
            Outcome outcome =
                    office.cases
                            .issuing()
                            .issue(
                                    CasesOffice.forTaxes(
                                            office.command(
                                                    CasesOffice.citizen(person),
                                                    CERTIFICATE,
                                                    person,
                                                    "every-" + ++papers + "-jp",
                                                    options)));
            if (outcome instanceof Outcome.Refused(Refusal refusal)) {
                assertThat(refusal.code())
                        .describedAs(refusal.data().toString())
                        .isEqualTo(Refusal.Code.UNPRINTABLE_NAME);
            }
        }
    }

    @Test
    void givesTheFirstPaperAgainForTheSameOperation() {
        IssueCommand command = office.command(OFFICER, TRANSCRIPT, koreans.get(1), "again-0001");
        Outcome.Issued first = office.issued(command);
        Outcome.Issued second = office.issued(command);
        assertThat(second.repeated()).isTrue();
        assertThat(second.paper().id()).isEqualTo(first.paper().id());
        assertThat(document(OFFICER, second).pdf()).isEqualTo(document(OFFICER, first).pdf());
    }

    @Test
    void refusesAnotherRequestUnderTheSameOperation() {
        office.issued(office.command(OFFICER, TRANSCRIPT, koreans.get(1), "reused-001"));
        Refusal refusal =
                office.refused(office.command(OFFICER, ABSTRACT, koreans.get(1), "reused-001"));
        assertThat(refusal.code()).isEqualTo(Refusal.Code.OPERATION_REUSED);
    }

    @Test
    void makesOnePaperOfManyTriesAtOnce() throws Exception {
        IssueCommand command = office.command(OFFICER, TRANSCRIPT, koreans.get(70), "at-once-01");
        List<Callable<Outcome.Issued>> tries = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            tries.add(() -> office.issued(command));
        }
        int first = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Outcome.Issued> one : threads.invokeAll(tries)) {
                first += one.get().repeated() ? 0 : 1;
            }
        }
        assertThat(first).isEqualTo(1);
        Answer<List<Papers.Listed>> list =
                office.cases.papers().of(OFFICER, office.handle(koreans.get(70)), 100);
        assertThat(((Answer.Given<List<Papers.Listed>>) list).value()).hasSize(1);
    }

    @Test
    void refusesAStrangersPaper() {
        Refusal refusal =
                office.refused(
                        office.command(
                                CasesOffice.citizen(stranger(koreans.getFirst())),
                                TRANSCRIPT,
                                koreans.getFirst(),
                                "stranger-1"));
        assertThat(refusal.code()).isEqualTo(Refusal.Code.ASKER_NOT_ENTITLED);
        assertThat(refusal.data().get("law")).contains("주민등록법");
    }

    @Test
    void refusesAnOfficerOfAnotherOffice() {
        Refusal refusal =
                office.refused(
                        office.command(
                                CasesOffice.officer(CasesOffice.NAKANO),
                                TRANSCRIPT,
                                koreans.getFirst(),
                                "elsewhere"));
        assertThat(refusal.code()).isEqualTo(Refusal.Code.WRONG_OFFICE);
    }

    @Test
    void refusesABankAndAnUnknownSubject() {
        Principal bank =
                new Principal(
                        "bank-1", Role.RELYING_PARTY, Optional.empty(), Optional.empty(), "은행");
        assertThat(
                        office.refused(
                                        office.command(
                                                bank, TRANSCRIPT, koreans.getFirst(), "bank-0001"))
                                .code())
                .isEqualTo(Refusal.Code.ROLE_NOT_PERMITTED);
        IssueCommand nobody =
                new IssueCommand(
                        OFFICER,
                        CasesOffice.JONGNO,
                        new OperationId("nobody-01"),
                        TRANSCRIPT,
                        new SubjectHandle("kr-aaaaaaaaaaaaaaaa"),
                        "",
                        CanonicalJson.object());
        assertThat(office.refused(nobody).code()).isEqualTo(Refusal.Code.UNKNOWN_SUBJECT);
    }

    @Test
    void givesCreditorsTheAbstractOnly() {
        ObjectNode options = CanonicalJson.object();
        options.put("basis", "creditor").put("applicant", "박채권").put("evidence", "차용증");
        Refusal refusal =
                office.refused(
                        office.command(
                                OFFICER, TRANSCRIPT, koreans.getFirst(), "creditor-1", options));
        assertThat(refusal.code()).isEqualTo(Refusal.Code.ABSTRACT_ONLY);
        assertThat(refusal.data()).containsEntry("instead", ABSTRACT);
        office.issued(office.command(OFFICER, ABSTRACT, koreans.getFirst(), "creditor-2", options));
    }

    @Test
    void refusesAProtectedPersonsPaperToOthers() {
        List<RecordVersion> hidden = office.people(CasesOffice.JONGNO, true);
        hidden.addAll(office.people(CasesOffice.NAKANO, true));
        assertThat(hidden).isNotEmpty();
        for (RecordVersion person : hidden) {
            boolean korean = person.ref().register().startsWith("kr");
            Principal officer =
                    CasesOffice.officer(korean ? CasesOffice.JONGNO : CasesOffice.NAKANO);
            String service = korean ? TRANSCRIPT : CERTIFICATE;
            String id = person.ref().id().toString();
            assertThat(office.refused(office.command(officer, service, person, id)).code())
                    .isEqualTo(Refusal.Code.RESTRICTED_SUBJECT);
            ObjectNode blocked = CanonicalJson.object();
            String name =
                    person.facts()
                            .path("restriction")
                            .path("blocked")
                            .get(0)
                            .path("name")
                            .asString();
            blocked.put("basis", "mandate").put("applicant", name).put("evidence", "위임장");
            assertThat(office.refused(office.command(officer, service, person, id, blocked)).code())
                    .isEqualTo(Refusal.Code.RESTRICTED_APPLICANT);
            office.issued(office.command(CasesOffice.citizen(person), service, person, id));
        }
    }

    @Test
    void refusesOptionsThatAreNotThere() {
        ObjectNode wrong = CanonicalJson.object().put("colour", "red");
        ObjectNode bad = CanonicalJson.object().put("number", "some");
        RecordVersion person = koreans.getFirst();
        assertThat(office.refused(office.command(OFFICER, TRANSCRIPT, person, "opt-00001", wrong)))
                .isEqualTo(Refusal.of(Refusal.Code.UNKNOWN_OPTION, "option", "colour"));
        assertThat(office.refused(office.command(OFFICER, TRANSCRIPT, person, "opt-00002", bad)))
                .isEqualTo(Refusal.of(Refusal.Code.BAD_OPTION, "option", "number"));
        Principal citizen = CasesOffice.citizen(person);
        ObjectNode officers = CanonicalJson.object().put("basis", "official-duty");
        assertThat(
                        office.refused(
                                        office.command(
                                                citizen, TRANSCRIPT, person, "opt-00003", officers))
                                .code())
                .isEqualTo(Refusal.Code.OPTION_NOT_PERMITTED);
    }

    @Test
    void keepsIndividualNumbersFromThirdParties() {
        ObjectNode options = CanonicalJson.object();
        options.put("basis", "rights").put("applicant", "山田太郎").put("evidence", "契約書");
        options.put("individualNumber", true);
        Refusal refusal =
                office.refused(
                        office.command(
                                CasesOffice.officer(CasesOffice.NAKANO),
                                CERTIFICATE,
                                japanese.getFirst(),
                                "my-number",
                                options));
        assertThat(refusal.code()).isEqualTo(Refusal.Code.OPTION_NOT_PERMITTED);
        assertThat(refusal.data()).containsEntry("option", "individualNumber");
    }

    @Test
    void printsIndividualNumbersForThePurposesOfTheLawOnly() {
        RecordVersion person = japanese.getFirst();
        ObjectNode options = CanonicalJson.object().put("individualNumber", true);
        IssueCommand forBank =
                office.command(
                        CasesOffice.citizen(person), CERTIFICATE, person, "number-bank", options);
        assertThat(office.refused(forBank).code()).isEqualTo(Refusal.Code.PURPOSE_NOT_PERMITTED);
        office.issued(
                CasesOffice.forTaxes(
                        office.command(
                                CasesOffice.citizen(person),
                                CERTIFICATE,
                                person,
                                "number-tax1",
                                options)));
    }

    @Test
    void withdrawsAPaperOnce() {
        Outcome.Issued issued =
                office.issued(office.command(OFFICER, ABSTRACT, koreans.get(3), "withdraw1"));
        String id = issued.paper().id();
        Papers papers = office.cases.papers();
        OperationId operation = new OperationId("withdrawal-1");
        assertThat(papers.withdraw(OFFICER, id, "오발급", operation)).isInstanceOf(Answer.Given.class);
        assertThat(papers.withdraw(OFFICER, id, "오발급", operation)).isInstanceOf(Answer.Given.class);
        assertThat(papers.withdraw(OFFICER, id, "오발급", new OperationId("withdrawal-2")))
                .isEqualTo(new Answer.Refused<>(Refusal.of(Refusal.Code.ALREADY_WITHDRAWN)));
        assertThat(papers.status(id)).isInstanceOf(Papers.Status.Withdrawn.class);
        assertThat(papers.document(OFFICER, id))
                .isEqualTo(new Answer.Refused<>(Refusal.of(Refusal.Code.PAPER_WITHDRAWN)));
    }

    @Test
    void showsAPaperOnlyToThoseItConcerns() {
        Outcome.Issued issued =
                office.issued(office.command(OFFICER, ABSTRACT, koreans.get(4), "visible-1"));
        String id = issued.paper().id();
        Papers papers = office.cases.papers();
        assertThat(papers.find(CasesOffice.citizen(koreans.get(4)), id))
                .isInstanceOf(Answer.Given.class);
        assertThat(papers.find(CasesOffice.citizen(stranger(koreans.get(4))), id))
                .isEqualTo(new Answer.Refused<>(Refusal.of(Refusal.Code.PAPER_UNKNOWN)));
        assertThat(papers.status("a".repeat(26))).isEqualTo(new Papers.Status.Unknown());
    }

    private static RecordVersion stranger(RecordVersion person) {
        String household = person.facts().path("household").asString();
        return koreans.stream()
                .filter(p -> !p.facts().path("household").asString().equals(household))
                .findFirst()
                .orElseThrow();
    }

    private static Papers.Document document(Principal who, Outcome.Issued issued) {
        Answer<Papers.Document> answer = office.cases.papers().document(who, issued.paper().id());
        return ((Answer.Given<Papers.Document>) answer).value();
    }
}
