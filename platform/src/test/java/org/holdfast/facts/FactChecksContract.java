// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.cases.Blocks;
import org.holdfast.cases.OfficeBelow;
import org.holdfast.identity.Principal;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// What checks promise, the same with the database and from the own copy alone.
abstract class FactChecksContract extends AtFactOffice {
    private static final String ELSEWHERE = "서울특별시 종로구 없는길 1";

    abstract Facts at(InstantSource clock);

    abstract boolean isOwnCopy();

    private Facts at() {
        return at(InstantSource.system());
    }

    @Test
    void confirmsWhatIsSoAndNothingElse() {
        HouseholdView family = office.family();
        RecordVersion person = family.members().getFirst();
        RecordVersion member = family.members().get(1);
        RecordVersion stranger = person();
        String[] all = {LIVES, "resident-of-office", AGE, "household-member", "alive"};
        Consents.Consent consent = give(at(), person, all);
        Map<String, FactChecks.Claim> so = new HashMap<>();
        so.put(LIVES, lives(person, address(person)));
        so.put("resident-of-office", resident(person, "kr-11110"));
        so.put(AGE, aged(person, 14));
        so.put("household-member", with(person, member));
        so.put("alive", alive(person));
        so.forEach((fact, claim) -> {
            FactChecks.Checked checked = given(ask(at(), consent, fact, claim));
            assertThat(checked.result()).as(fact).isEqualTo(FactResult.CONFIRMED);
            assertThat(checked.asOf().ownCopy()).isEqualTo(isOwnCopy());
            assertThat(checked.asOf().origin())
                    .isEqualTo(office.ledger().central().head().origin());
            assertThat(checked.reliedOnUntil())
                    .isEqualTo(checked.asOf().time().plus(Duration.ofHours(24)));
        });
        assertThat(result(at(), consent, LIVES, lives(person, ELSEWHERE)))
                .isEqualTo(FactResult.NOT_CONFIRMED);
        assertThat(result(at(), consent, "resident-of-office", resident(person, "kr-11140")))
                .isEqualTo(FactResult.NOT_CONFIRMED);
        assertThat(result(at(), consent, "household-member", with(person, stranger)))
                .isEqualTo(FactResult.NOT_CONFIRMED);
        // Somebody else who shows the person's code.
        assertThat(result(at(), consent, LIVES, lives(stranger, address(person))))
                .isEqualTo(FactResult.NOT_CONFIRMED);
    }

    @Test
    void aJapaneseAddressIsCompared() {
        RecordVersion person = office.japanese();
        Consents.Consent consent = give(at(), person, LIVES);
        assertThat(result(at(), consent, LIVES, lives(person, address(person))))
                .isEqualTo(FactResult.CONFIRMED);
        assertThat(result(at(), consent, LIVES, lives(person, "東京都中野区")))
                .isEqualTo(FactResult.NOT_CONFIRMED);
    }

    @Test
    void whateverStandsAgainstItIsOneRefusalThatThePersonSees() {
        RecordVersion person = person();
        Facts facts = at();
        Consents.Consent consent = give(facts, person, LIVES);
        FactChecks.Claim claim = lives(person, address(person));
        requireOneRefusal(
                facts.checks().check(order(bank, "00000-00000-00000-00000", LIVES, claim)));
        requireOneRefusal(facts.checks().check(order(bank, "not a code", LIVES, claim)));
        assertThat(refusalsSeen(person)).isEmpty();
        requireOneRefusal(facts.checks().check(order(other, consent.code(), LIVES, claim)));
        requireOneRefusal(ask(facts, consent, "alive", alive(person)));
        requireOneRefusal(
                facts.checks()
                        .check(
                                new FactChecks.CheckCommand(
                                        bank,
                                        operation(),
                                        new FactChecks.Ground.Consent(consent.code()),
                                        LIVES,
                                        claim,
                                        "loan")));
        requireOneRefusal(ask(at(later(Duration.ofDays(32))), consent, LIVES, claim));
        given(facts.consents().withdraw(OfficeBelow.citizen(person), consent.id()));
        requireOneRefusal(ask(facts, consent, LIVES, claim));
        assertThat(refusalsSeen(person))
                .hasSize(5)
                .contains("견본은행 [check.lives-at-address]", "見本不動産 [check.lives-at-address]");
        assertThat(facts.checks().about(person.ref(), 10)).isEmpty();
    }

    @Test
    void aProtectedPersonIsAnsweredToNobodyAlsoNotAgain() {
        RecordVersion person = person();
        Facts facts = at();
        Consents.Consent consent = give(facts, person, LIVES);
        FactChecks.CheckCommand order =
                order(bank, consent.code(), LIVES, lives(person, address(person)));
        FactChecks.Checked before = given(facts.checks().check(order));
        Blocks.Block block = office.block(person);
        requireOneRefusal(ask(facts, consent, LIVES, lives(person, ELSEWHERE)));
        requireOneRefusal(facts.checks().check(order));
        assertThat(refused(facts.checks().find(bank, before.id())))
                .isEqualTo(FactRefusal.CHECK_UNKNOWN);
        assertThat(refusalsSeen(person)).hasSize(2);
        office.lift(block);
        assertThat(given(facts.checks().check(order)).signed()).isEqualTo(before.signed());
    }

    @Test
    void aProtectedMemberIsNotToldOfThroughAnother() {
        HouseholdView family = office.family();
        RecordVersion person = family.members().getFirst();
        RecordVersion member = family.members().get(1);
        Facts facts = at();
        Consents.Consent consent = give(facts, person, "household-member");
        assertThat(result(facts, consent, "household-member", with(person, member)))
                .isEqualTo(FactResult.CONFIRMED);
        assertThat(office.looks().of(member.ref(), 5))
                .anyMatch(one -> one.look().purpose().equals("fact-told"));
        office.block(member);
        requireOneRefusal(ask(facts, consent, "household-member", with(person, member)));
    }

    @Test
    void aPersonWhomTheRegisterProtectsIsAnsweredToNobody() {
        RecordVersion person = person();
        Facts facts = at();
        Consents.Consent consent = give(facts, person, LIVES);
        office.change(person, true);
        requireOneRefusal(ask(facts, consent, LIVES, lives(person, address(person))));
    }

    @Test
    void theSameOrderGetsTheSameAnswerAndAnotherUnderItsNameIsRefused() {
        RecordVersion person = person();
        Consents.Consent consent = give(at(), person, LIVES);
        FactChecks.CheckCommand order =
                order(bank, consent.code(), LIVES, lives(person, address(person)));
        FactChecks.Checked first = given(at().checks().check(order));
        FactChecks.Checked again = given(at().checks().check(order));
        assertThat(first.repeated()).isFalse();
        assertThat(again.repeated()).isTrue();
        assertThat(again.signed()).isEqualTo(first.signed());
        assertThat(again.receipt().leaf()).isEqualTo(first.receipt().leaf());
        assertThat(given(at().checks().find(bank, first.id())).signed()).isEqualTo(first.signed());
        assertThat(refused(at().checks().find(other, first.id())))
                .isEqualTo(FactRefusal.CHECK_UNKNOWN);
        FactChecks.CheckCommand changed =
                new FactChecks.CheckCommand(
                        bank,
                        order.operation(),
                        order.ground(),
                        LIVES,
                        lives(person, ELSEWHERE),
                        "account");
        assertThat(refused(at().checks().check(changed))).isEqualTo(FactRefusal.REUSED);
        assertThat(at().checks().about(person.ref(), 10)).hasSize(1);
    }

    @Test
    void aConsentForOneUseAnswersOnce() {
        RecordVersion person = person();
        Facts facts = at();
        Consents.Consent consent =
                given(facts.consents().give(consent(person, List.of(LIVES), Optional.of(1))));
        FactChecks.CheckCommand order =
                order(bank, consent.code(), LIVES, lives(person, address(person)));
        FactChecks.Checked first = given(facts.checks().check(order));
        requireOneRefusal(ask(facts, consent, LIVES, lives(person, address(person))));
        assertThat(given(facts.checks().check(order)).signed()).isEqualTo(first.signed());
        Consents.Consent now = given(facts.consents().of(OfficeBelow.citizen(person))).getFirst();
        assertThat(now.used()).isEqualTo(1);
        assertThat(now.state()).isEqualTo(Consents.State.USED_UP);
    }

    @Test
    void searchingByClaimsEndsAfterFiveAndWhatIsSoIsStillConfirmed() {
        RecordVersion person = person();
        Facts facts = at();
        Consents.Consent one = give(facts, person, LIVES);
        Consents.Consent two = give(facts, person, LIVES);
        for (int i = 1; i <= FactChecks.MOST_CLAIMS; i++) {
            assertThat(result(facts, i % 2 == 0 ? one : two, LIVES, lives(person, "길 " + i)))
                    .isEqualTo(FactResult.NOT_CONFIRMED);
        }
        assertThat(refused(ask(facts, one, LIVES, lives(person, "길 6"))))
                .isEqualTo(FactRefusal.TOO_MANY_GUESSES);
        assertThat(refused(ask(facts, two, LIVES, lives(person, address(person)))))
                .isEqualTo(FactRefusal.TOO_MANY_GUESSES);
        // What was answered before tells nothing new.
        assertThat(result(facts, two, LIVES, lives(person, "길 3")))
                .isEqualTo(FactResult.NOT_CONFIRMED);
        assertThat(
                        result(
                                at(later(Duration.ofHours(25))),
                                one,
                                LIVES,
                                lives(person, address(person))))
                .isEqualTo(FactResult.CONFIRMED);
    }

    @Test
    void thePersonSeesEveryAnswer() {
        RecordVersion person = person();
        Facts facts = at();
        Consents.Consent consent = give(facts, person, LIVES, AGE);
        given(ask(facts, consent, LIVES, lives(person, ELSEWHERE)));
        given(ask(facts, consent, AGE, aged(person, 18)));
        List<FactChecks.Seen> seen = facts.checks().about(person.ref(), 10);
        assertThat(seen).hasSize(2);
        assertThat(seen).extracting(FactChecks.Seen::fact).containsExactlyInAnyOrder(LIVES, AGE);
        assertThat(seen)
                .allMatch(one -> one.party().equals(new Party(bank.id(), "견본은행")))
                .allMatch(one -> one.consent().equals(Optional.of(consent.id())))
                .allMatch(one -> one.purpose().equals("account"))
                .allMatch(one -> one.asOf().ownCopy() == isOwnCopy());
        assertThat(facts.checks().about(person().ref(), 10)).isEmpty();
    }

    @Test
    void byStatuteOnlyWhoeverIsAdmittedAndOnlyItsFacts() {
        RecordVersion person = person();
        Facts facts = at();
        FactChecks.CheckCommand order = statute(bank, person, LIVES, lives(person, ELSEWHERE));
        requireOneRefusal(facts.checks().check(order));
        LegalBases.AdmitCommand admit =
                new LegalBases.AdmitCommand(
                        OPERATOR,
                        operation(),
                        bank.id(),
                        "kr.customer-due-diligence",
                        Optional.empty());
        LegalBases.Admission admitted = given(facts.bases().admit(admit));
        assertThat(given(facts.bases().admit(admit)).repeated()).isTrue();
        assertThat(given(facts.checks().check(order)).result()).isEqualTo(FactResult.NOT_CONFIRMED);
        assertThat(
                        given(facts.checks().check(statute(bank, person, "alive", alive(person))))
                                .result())
                .isEqualTo(FactResult.CONFIRMED);
        requireOneRefusal(facts.checks().check(statute(bank, person, AGE, aged(person, 18))));
        requireOneRefusal(facts.checks().check(statute(other, person, "alive", alive(person))));
        List<FactChecks.Seen> seen = facts.checks().about(person.ref(), 10);
        assertThat(seen)
                .hasSize(2)
                .allMatch(one -> one.law().contains("제5조의2제1항") && one.consent().isEmpty());
        RecordVersion nobody = office.japanese();
        requireOneRefusal(facts.checks().check(statute(bank, nobody, "alive", alive(nobody))));
        given(facts.bases().withdraw(OPERATOR, admitted.id()));
        requireOneRefusal(facts.checks().check(statute(bank, person, "alive", alive(person))));
        assertThat(given(facts.bases().all(OPERATOR)))
                .filteredOn(one -> one.id().equals(admitted.id()))
                .hasSize(1)
                .allMatch(one -> !one.inForce());
    }

    private static FactChecks.CheckCommand statute(
            Principal who, RecordVersion person, String fact, FactChecks.Claim claim) {
        return new FactChecks.CheckCommand(
                who,
                operation(),
                new FactChecks.Ground.Statute(
                        "kr.customer-due-diligence", Optional.of(person.office())),
                fact,
                claim,
                "account");
    }

    @Test
    void anErasedPersonIsNobody() {
        HouseholdView family = office.family();
        RecordVersion person = family.members().getLast();
        Facts facts = at();
        Consents.Consent consent = give(facts, person, AGE);
        FactChecks.CheckCommand order = order(bank, consent.code(), AGE, aged(person, 14));
        given(facts.checks().check(order));
        office.erase(person);
        requireOneRefusal(facts.checks().check(order));
        requireOneRefusal(ask(facts, consent, AGE, aged(person, 14)));
        assertThat(refused(facts.consents().withdraw(OfficeBelow.citizen(person), consent.id())))
                .isEqualTo(FactRefusal.UNKNOWN_SUBJECT);
    }
}
