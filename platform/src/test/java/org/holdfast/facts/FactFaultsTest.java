// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.holdfast.cases.OfficeBelow;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.registers.RecordVersion;
import org.holdfast.testing.FaultyLedger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The journal fails at the one write of a step, before it was saved and after; then the same
/// command is given again.
final class FactFaultsTest extends AtFactOffice {
    private static Facts over(FaultyLedger ledger) {
        return facts(office, office.registers(), ledger, InstantSource.system());
    }

    @ParameterizedTest
    @EnumSource(FaultyLedger.Fault.class)
    void anAnswerIsGivenOnceWhateverBecameOfItsEntry(FaultyLedger.Fault fault) {
        RecordVersion person = person();
        Consents.Consent consent =
                given(here().consents().give(consent(person, List.of(LIVES), Optional.of(1))));
        FaultyLedger ledger = new FaultyLedger(office.ledger());
        Facts facts = over(ledger);
        FactChecks.CheckCommand order =
                order(bank, consent.code(), LIVES, lives(person, address(person)));
        ledger.failOnce(fault);
        assertThatThrownBy(() -> facts.checks().check(order)).isInstanceOf(LedgerFault.class);
        boolean saved = fault == FaultyLedger.Fault.SAVED;
        assertThat(facts.checks().about(person.ref(), 5)).hasSize(saved ? 1 : 0);
        FactChecks.Checked checked = given(facts.checks().check(order));
        assertThat(checked.repeated()).isEqualTo(saved);
        assertThat(checked.result()).isEqualTo(FactResult.CONFIRMED);
        assertThat(facts.checks().about(person.ref(), 5)).hasSize(1);
        requireOneRefusal(ask(facts, consent, LIVES, lives(person, address(person))));
    }

    @ParameterizedTest
    @EnumSource(FaultyLedger.Fault.class)
    void aConsentIsGivenOnce(FaultyLedger.Fault fault) {
        RecordVersion person = person();
        FaultyLedger ledger = new FaultyLedger(office.ledger());
        Facts facts = over(ledger);
        Consents.GiveCommand command = consent(person, List.of(LIVES), Optional.empty());
        ledger.failOnce(fault);
        assertThatThrownBy(() -> facts.consents().give(command)).isInstanceOf(LedgerFault.class);
        boolean saved = fault == FaultyLedger.Fault.SAVED;
        assertThat(given(facts.consents().of(command.who()))).hasSize(saved ? 1 : 0);
        assertThat(given(facts.consents().give(command)).repeated()).isEqualTo(saved);
        assertThat(given(facts.consents().of(command.who()))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(FaultyLedger.Fault.class)
    void whoeverIsToldThatAWithdrawalFailedWithdrawsAgain(FaultyLedger.Fault fault) {
        RecordVersion person = person();
        FaultyLedger ledger = new FaultyLedger(office.ledger());
        Facts facts = over(ledger);
        Consents.Consent consent = give(facts, person, LIVES);
        ledger.failOnce(fault);
        assertThatThrownBy(
                        () -> facts.consents().withdraw(OfficeBelow.citizen(person), consent.id()))
                .isInstanceOf(LedgerFault.class);
        Consents.Consent now =
                given(facts.consents().withdraw(OfficeBelow.citizen(person), consent.id()));
        assertThat(now.state()).isEqualTo(Consents.State.WITHDRAWN);
        requireOneRefusal(ask(facts, consent, LIVES, lives(person, address(person))));
    }
}
