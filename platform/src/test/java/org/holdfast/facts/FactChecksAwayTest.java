// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.cases.OfficeBelow;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// From the own copy alone.
final class FactChecksAwayTest extends FactChecksContract {
    @Override
    Facts at(InstantSource clock) {
        return facts(office, office.away(), office.ledger(), clock);
    }

    @Override
    boolean isOwnCopy() {
        return true;
    }

    @Test
    void refusesRatherThanToAnswerFromACopyThatIsTooOld() {
        RecordVersion person = person();
        Facts facts = at(InstantSource.system());
        Consents.Consent consent = give(facts, person, LIVES);
        office.age(Duration.ofHours(25));
        try {
            FactAnswer<FactChecks.Checked> answer =
                    ask(facts, consent, LIVES, lives(person, address(person)));
            assertThat(refused(answer)).isEqualTo(FactRefusal.TOO_OLD);
            assertThat(((FactAnswer.Refused<?>) answer).data()).containsKey("since");
            assertThat(facts.checks().about(person.ref(), 5)).isEmpty();
            // By statute a name that somebody has and one that nobody has get the same answer.
            given(
                    facts.bases()
                            .admit(
                                    new LegalBases.AdmitCommand(
                                            OPERATOR,
                                            operation(),
                                            bank.id(),
                                            "kr.real-name",
                                            Optional.empty())));
            assertThat(refused(facts.checks().check(byLaw(alive(office.japanese())))))
                    .isEqualTo(FactRefusal.TOO_OLD);
            assertThat(refused(facts.checks().check(byLaw(alive(person)))))
                    .isEqualTo(FactRefusal.TOO_OLD);
            assertThat(refusalsSeen(person)).isEmpty();
            // Consents are given and withdrawn all the same.
            given(facts.consents().withdraw(OfficeBelow.citizen(person), consent.id()));
        } finally {
            office.age(Duration.ofMinutes(5));
        }
    }

    private static FactChecks.CheckCommand byLaw(FactChecks.Claim claim) {
        return new FactChecks.CheckCommand(
                bank,
                operation(),
                new FactChecks.Ground.Statute("kr.real-name", Optional.empty()),
                "alive",
                claim,
                "account");
    }

    @Test
    void whileAFiledChangeWaitsAddressesAreUnknown() {
        RecordVersion person = person();
        Facts facts = at(InstantSource.system());
        Consents.Consent consent = give(facts, person, LIVES, AGE);
        office.file(person);
        assertThat(result(facts, consent, LIVES, lives(person, address(person))))
                .isEqualTo(FactResult.UNKNOWN);
        assertThat(result(facts, consent, AGE, aged(person, 14))).isEqualTo(FactResult.CONFIRMED);
    }
}
