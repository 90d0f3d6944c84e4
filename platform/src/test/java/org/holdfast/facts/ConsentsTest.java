// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.cases.OfficeBelow;
import org.holdfast.identity.Principal;
import org.holdfast.keys.KeyId;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// How consents are given and withdrawn, by whom, within which bounds, and what the journal shows.
final class ConsentsTest extends AtFactOffice {
    private static FactRefusal refused(Consents.GiveCommand command) {
        return refused(here().consents().give(command));
    }

    private static Consents.GiveCommand changed(
            Consents.GiveCommand c, Principal who, String party, List<String> facts) {
        return new Consents.GiveCommand(
                who, operation(), party, facts, c.purpose(), c.note(), c.until(), c.uses());
    }

    private static Consents.GiveCommand bounded(
            Consents.GiveCommand c, String note, LocalDate until, Optional<Integer> uses) {
        return new Consents.GiveCommand(
                c.who(), operation(), c.party(), c.facts(), c.purpose(), note, until, uses);
    }

    @Test
    void theSameCommandIsOneConsentAndAnotherUnderItsNameIsRefused() {
        RecordVersion person = person();
        Consents.GiveCommand command = consent(person, List.of(LIVES), Optional.of(3));
        Consents.Consent first = given(here().consents().give(command));
        Consents.Consent again = given(here().consents().give(command));
        assertThat(again.repeated()).isTrue();
        assertThat(again.code()).isEqualTo(first.code());
        assertThat(again.receipt().leaf()).isEqualTo(first.receipt().leaf());
        Consents.GiveCommand other =
                new Consents.GiveCommand(
                        command.who(),
                        command.operation(),
                        command.party(),
                        List.of(AGE),
                        command.purpose(),
                        "",
                        command.until(),
                        command.uses());
        assertThat(refused(other)).isEqualTo(FactRefusal.REUSED);
        assertThat(given(here().consents().of(command.who()))).hasSize(1);
    }

    @Test
    void staysWithinTheBoundsOfThePack() {
        RecordVersion person = person();
        Principal who = OfficeBelow.citizen(person);
        Consents.GiveCommand whole = consent(person, List.of(LIVES), Optional.empty());
        assertThat(refused(changed(whole, who, "nobody", List.of(LIVES))))
                .isEqualTo(FactRefusal.UNKNOWN_PARTY);
        assertThat(refused(changed(whole, who, bank.id(), List.of())))
                .isEqualTo(FactRefusal.UNKNOWN_FACT);
        assertThat(refused(changed(whole, who, bank.id(), List.of("income"))))
                .isEqualTo(FactRefusal.UNKNOWN_FACT);
        assertThat(refused(changed(whole, who, bank.id(), List.of(LIVES, LIVES))))
                .isEqualTo(FactRefusal.BAD_CONSENT);
        assertThat(refused(changed(whole, OfficeBelow.officer(), bank.id(), List.of(LIVES))))
                .isEqualTo(FactRefusal.ROLE_NOT_PERMITTED);
        LocalDate soon = today().plusDays(1);
        for (Consents.GiveCommand wrong :
                List.of(
                        bounded(whole, "", today().minusDays(1), Optional.empty()),
                        bounded(whole, "", today().plusDays(91), Optional.empty()),
                        bounded(whole, "", soon, Optional.of(101)),
                        bounded(whole, "x".repeat(101), soon, Optional.empty()),
                        bounded(whole, "turned \u202E", soon, Optional.empty()))) {
            assertThat(refused(wrong)).isEqualTo(FactRefusal.BAD_CONSENT);
        }
        assertThat(given(here().consents().of(who))).isEmpty();
    }

    @Test
    void aWithdrawalIsForEverAndTheOwnersAlone() {
        RecordVersion person = person();
        Consents.GiveCommand command = consent(person, List.of(LIVES), Optional.empty());
        Consents.Consent consent = given(here().consents().give(command));
        Principal stranger = OfficeBelow.citizen(person());
        assertThat(refused(here().consents().withdraw(stranger, consent.id())))
                .isEqualTo(FactRefusal.CONSENT_UNKNOWN);
        assertThat(refused(here().consents().withdraw(command.who(), "x")))
                .isEqualTo(FactRefusal.CONSENT_UNKNOWN);
        Consents.Consent now = given(here().consents().withdraw(command.who(), consent.id()));
        assertThat(now.state()).isEqualTo(Consents.State.WITHDRAWN);
        assertThat(now.receipt().leaf()).isNotEqualTo(consent.receipt().leaf());
        assertThat(given(here().consents().withdraw(command.who(), consent.id())).repeated())
                .isTrue();
        // The command that gave it does not give it again.
        assertThat(given(here().consents().give(command)).state())
                .isEqualTo(Consents.State.WITHDRAWN);
        requireOneRefusal(ask(here(), consent, LIVES, lives(person, address(person))));
    }

    @Test
    void nobodyIsAnsweredAboutWhomNothingCanBeReadYet() {
        RecordVersion person = person();
        Consents.Consent consent = give(here(), person, LIVES);
        KeyId key = person.keys().papers().orElseThrow();
        office.faults().hide(key, true);
        try {
            requireOneRefusal(ask(here(), consent, LIVES, lives(person, address(person))));
            assertThat(given(here().consents().of(OfficeBelow.citizen(person)))).isEmpty();
        } finally {
            office.faults().hide(key, false);
        }
        assertThat(result(here(), consent, LIVES, lives(person, address(person))))
                .isEqualTo(FactResult.CONFIRMED);
    }

    @Test
    void onlyOperatorsAdmitAndOnlyByStatutesOfThePacks() {
        LegalBases bases = here().bases();
        LegalBases.AdmitCommand wrong =
                new LegalBases.AdmitCommand(
                        bank, operation(), bank.id(), "kr.real-name", Optional.empty());
        assertThat(refused(bases.admit(wrong))).isEqualTo(FactRefusal.ROLE_NOT_PERMITTED);
        assertThat(refused(bases.all(bank))).isEqualTo(FactRefusal.ROLE_NOT_PERMITTED);
        assertThat(
                        refused(
                                bases.admit(
                                        new LegalBases.AdmitCommand(
                                                OPERATOR,
                                                operation(),
                                                bank.id(),
                                                "kr.curiosity",
                                                Optional.empty()))))
                .isEqualTo(FactRefusal.BASIS_UNKNOWN);
        assertThat(
                        refused(
                                bases.admit(
                                        new LegalBases.AdmitCommand(
                                                OPERATOR,
                                                operation(),
                                                "nobody",
                                                "kr.real-name",
                                                Optional.empty()))))
                .isEqualTo(FactRefusal.UNKNOWN_PARTY);
        assertThat(refused(bases.withdraw(OPERATOR, "0".repeat(32))))
                .isEqualTo(FactRefusal.BASIS_UNKNOWN);
    }

    @Test
    void onlyRelyingPartiesAskAndOnlyInTheFormOfTheFact() {
        RecordVersion person = person();
        Consents.Consent consent = give(here(), person, LIVES, AGE);
        for (Principal who :
                List.of(OfficeBelow.officer(), OPERATOR, OfficeBelow.citizen(person))) {
            assertThat(
                            refused(
                                    here().checks()
                                            .check(
                                                    order(
                                                            who,
                                                            consent.code(),
                                                            AGE,
                                                            aged(person, 18)))))
                    .isEqualTo(FactRefusal.ROLE_NOT_PERMITTED);
        }
        assertThat(refused(ask(here(), consent, "income", alive(person))))
                .isEqualTo(FactRefusal.UNKNOWN_FACT);
        assertThat(refused(ask(here(), consent, AGE, alive(person))))
                .isEqualTo(FactRefusal.BAD_CLAIM);
        assertThat(refused(ask(here(), consent, LIVES, aged(person, 18))))
                .isEqualTo(FactRefusal.BAD_CLAIM);
        // Of ages only those of the packs: nobody finds a birth year by halves.
        assertThat(refused(ask(here(), consent, AGE, aged(person, 37))))
                .isEqualTo(FactRefusal.BAD_CLAIM);
        // An age of the other country's pack is taken as one that is not covered.
        requireOneRefusal(ask(here(), consent, AGE, aged(person, 75)));
    }

    @Test
    void theJournalShowsNobody() throws IOException {
        RecordVersion person = person();
        Consents.GiveCommand c =
                bounded(
                        consent(person, List.of(LIVES), Optional.empty()),
                        "남다른목적의설명",
                        today().plusDays(3),
                        Optional.empty());
        Consents.Consent consent = given(here().consents().give(c));
        given(ask(here(), consent, LIVES, lives(person, "남다른길 4321")));
        given(here().consents().withdraw(c.who(), consent.id()));
        List<String> secrets =
                List.of(
                        "남다른목적의설명",
                        "남다른길 4321",
                        name(person),
                        consent.code(),
                        consent.code().replace("-", ""),
                        consent.id(),
                        bank.id(),
                        person.ref().id().toString());
        try (Stream<Path> files = Files.walk(folder.resolve("journals"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (String secret : secrets) {
                    byte[] utf8 = secret.getBytes(StandardCharsets.UTF_8);
                    assertThat(text.contains(new String(utf8, StandardCharsets.ISO_8859_1)))
                            .as(file.getFileName() + ": " + secret)
                            .isFalse();
                }
            }
        }
    }
}
