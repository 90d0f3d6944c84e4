// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.holdfast.cases.Erasures.Erasure;
import org.holdfast.cases.Erasures.Target;
import org.holdfast.identity.NewAccount;
import org.holdfast.identity.PersonRecord;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Receipt;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.Looks;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

class ErasuresTest extends ErasingOffice {
    @Test
    void leavesNothingToReadAndEverythingToVerify() throws Exception {
        RecordVersion person = member();
        Principal account =
                database.database()
                        .inTransaction(tx ->
                                office.accounts.add(
                                        tx,
                                        new NewAccount(
                                                Role.CITIZEN,
                                                Optional.of(CasesOffice.JONGNO),
                                                Optional.of(
                                                        new PersonRecord(
                                                                person.ref().register(),
                                                                person.ref().id())),
                                                "본인")));
        office.session
                .looks()
                .record(
                        new Looks.Look(
                                person.ref(),
                                CasesOffice.JONGNO,
                                "officer",
                                "officer-1",
                                "담당자",
                                "search",
                                List.of("name")));
        String paper =
                office.issued(office.command(OFFICER, ABSTRACT, person, "before-0001"))
                        .paper()
                        .id();
        byte[] pdf = given(office.cases.papers().document(OFFICER, paper)).pdf();
        List<byte[]> secrets = secrets(person, paper);
        office.stop();
        start();
        Erasure erasure = given(erase(office.handle(person), "erase-0001"));
        assertThat(erasure.attestations()).hasSize(1);
        assertThat(erasure.attestations().getFirst().zeroed()).isGreaterThanOrEqualTo(3);
        assertThat(erasure.keys()).isEqualTo(2);
        assertThat(erasure.backupsUntil())
                .isEqualTo(LocalDate.now(ZoneId.of("Asia/Seoul")).plusDays(35));
        assertThat(erasure.receipts())
                .allSatisfy(receipt ->
                        assertThat(receipt.grade())
                                .isIn(Receipt.Grade.SEALED, Receipt.Grade.PROMISED));
        requireGone(person);
        requireNowhere(secrets);
        assertThat(office.accounts.find(account.id())).isEmpty();
        assertThat(office.session.looks().of(person.ref(), 10)).isEmpty();
        assertThat(refused(office.cases.papers().document(OFFICER, paper)))
                .isEqualTo(Refusal.Code.ERASED);
        assertThat(office.verifier.verify(pdf, office.trust(), Optional.empty()).isGenuine())
                .isTrue();
        assertThat(office.cases.papers().status(paper))
                .isInstanceOf(Papers.Status.Superseded.class);
        Receipt receipt = given(office.cases.papers().receipt(OFFICER, paper));
        assertThat(receipt.grade()).isEqualTo(Receipt.Grade.SEALED);
        assertThat(receipt.json().has("payload")).isFalse();
        assertThat(refused(erase(office.handle(person), "erase-0002")))
                .isEqualTo(Refusal.Code.ALREADY_ERASED);
        assertThat(office.refused(office.command(OFFICER, ABSTRACT, person, "after-00001")).code())
                .isEqualTo(Refusal.Code.UNKNOWN_SUBJECT);
        office.stop();
        start();
        requireGone(person);
        checkWorld();
    }

    @Test
    void letsTheOthersOfTheHouseholdGoOn() {
        HouseholdView family = family();
        RecordVersion gone = member();
        RecordVersion head =
                family.members().stream().filter(m -> isHead(family, m)).findFirst().orElseThrow();
        assertThat(refused(erase(office.handle(head), "erase-head")))
                .isEqualTo(Refusal.Code.HEAD_NEEDED);
        given(erase(office.handle(gone), "erase-0001"));
        HouseholdView after = office.registers.household(head.ref()).orElseThrow();
        assertThat(after.members())
                .extracting(RecordVersion::ref)
                .hasSize(family.members().size() - 1)
                .doesNotContain(gone.ref());
        office.ledger.central().sealed(after.household().leaf()).join();
        office.issued(
                office.command(
                        CasesOffice.citizen(head), "kr.resident-transcript", head, "others-0001"));
        checkWorld();
    }

    @Test
    void takesTheHouseholdAlongWhenNobodyIsLeftInIt() {
        RecordVersion alone =
                office.people(CasesOffice.JONGNO, false).stream()
                        .filter(person ->
                                office.registers
                                                .household(person.ref())
                                                .orElseThrow()
                                                .members()
                                                .size()
                                        == 1)
                        .findFirst()
                        .orElseThrow();
        RecordVersion home = office.registers.household(alone.ref()).orElseThrow().household();
        assertThat(given(erase(office.handle(alone), "erase-0001")).keys()).isEqualTo(3);
        requireGone(alone);
        assertThat(office.registers.current(home.ref())).isEmpty();
        checkWorld();
    }

    @Test
    void givesTheFirstAnswerAgainAndRefusesAnotherRequest() {
        RecordVersion person = member();
        SubjectHandle handle = office.handle(person);
        Erasure first = given(erase(handle, "erase-0001"));
        Erasure again = given(erase(handle, "erase-0001"));
        assertThat(again.repeated()).isTrue();
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.attestations()).isEqualTo(first.attestations());
        assertThat(refused(erase(OFFICER, new Target.Person(handle), "erase-0001", "kr.court")))
                .isEqualTo(Refusal.Code.OPERATION_REUSED);
        assertThat(given(office.cases.erasures().find(OFFICER, first.id())).attestations())
                .hasSize(1);
        Principal elsewhere = CasesOffice.officer(CasesOffice.NAKANO);
        assertThat(refused(office.cases.erasures().find(elsewhere, first.id())))
                .isEqualTo(Refusal.Code.ERASURE_UNKNOWN);
    }

    @Test
    void refusesWhoeverMayNotAndWhateverLacksABasis() {
        RecordVersion person = member();
        Target her = new Target.Person(office.handle(person));
        assertThat(refused(erase(CasesOffice.citizen(person), her, "refuse-01", BASIS)))
                .isEqualTo(Refusal.Code.ROLE_NOT_PERMITTED);
        Principal elsewhere = CasesOffice.officer(CasesOffice.NAKANO);
        assertThat(refused(erase(elsewhere, her, "refuse-02", BASIS)))
                .isEqualTo(Refusal.Code.WRONG_OFFICE);
        assertThat(refused(erase(OFFICER, her, "refuse-03", "")))
                .isEqualTo(Refusal.Code.BASIS_MISSING);
        assertThat(refused(erase(OFFICER, her, "refuse-04", "홍길동이 원해서")))
                .isEqualTo(Refusal.Code.BASIS_UNKNOWN);
        assertThat(refused(erase(OFFICER, her, "refuse-05", "jp.request")))
                .isEqualTo(Refusal.Code.BASIS_UNKNOWN);
        Target nobody = new Target.Person(new SubjectHandle("kr-aaaaaaaaaaaaaaaa"));
        assertThat(refused(erase(OFFICER, nobody, "refuse-06", BASIS)))
                .isEqualTo(Refusal.Code.UNKNOWN_SUBJECT);
        RecordVersion restricted =
                office.people(CasesOffice.JONGNO, true).stream().findFirst().orElseThrow();
        assertThat(refused(erase(office.handle(restricted), "refuse-07")))
                .isEqualTo(Refusal.Code.ERASURE_RESTRICTED);
        assertThat(office.registers.current(person.ref())).isPresent();
    }

    @Test
    void tellsThePersonWhatBecameOfAPaperUnderTheHandleOfItsDay() {
        RecordVersion person = member();
        Principal self = CasesOffice.citizen(person);
        String paper =
                office.issued(office.command(OFFICER, ABSTRACT, person, "paper-0001")).paper().id();
        given(erase(OFFICER, new Target.Paper(paper), "erase-0001", BASIS));
        assertThat(refused(office.cases.papers().document(self, paper)))
                .isEqualTo(Refusal.Code.ERASED);
        given(erase(office.handle(person), "erase-0002"));
        assertThat(refused(office.cases.papers().document(self, paper)))
                .isEqualTo(Refusal.Code.ERASED);
        Principal other = CasesOffice.citizen(family().members().getFirst());
        assertThat(refused(office.cases.papers().document(other, paper)))
                .isEqualTo(Refusal.Code.PAPER_UNKNOWN);
        checkWorld();
    }

    @Test
    void erasesOnePaperAndLeavesThePerson() {
        RecordVersion person = member();
        String one =
                office.issued(office.command(OFFICER, ABSTRACT, person, "paper-0001")).paper().id();
        String two =
                office.issued(office.command(OFFICER, ABSTRACT, person, "paper-0002")).paper().id();
        Erasure erasure = given(erase(OFFICER, new Target.Paper(one), "erase-0001", BASIS));
        assertThat(erasure.papers()).isEqualTo(1);
        assertThat(erasure.keys()).isZero();
        assertThat(refused(office.cases.papers().document(OFFICER, one)))
                .isEqualTo(Refusal.Code.ERASED);
        assertThat(given(office.cases.papers().document(OFFICER, two)).pdf()).isNotEmpty();
        assertThat(given(office.cases.papers().of(OFFICER, office.handle(person), 10))).hasSize(1);
        assertThat(refused(erase(OFFICER, new Target.Paper(one), "erase-0002", BASIS)))
                .isEqualTo(Refusal.Code.ALREADY_ERASED);
        assertThat(refused(erase(OFFICER, new Target.Paper("nothing"), "erase-0003", BASIS)))
                .isEqualTo(Refusal.Code.PAPER_UNKNOWN);
        checkWorld();
    }
}
