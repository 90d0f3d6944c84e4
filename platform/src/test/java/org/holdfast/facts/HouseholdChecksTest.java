// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.cases.Blocks;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// Whoever hides in a household is not found through another who lives there.
final class HouseholdChecksTest extends AtFactOffice {
    private static final String HOME = "household-member";

    private static boolean wasTold(RecordVersion member) {
        return office.looks().of(member.ref(), 10).stream()
                .anyMatch(one -> one.look().purpose().equals("fact-told"));
    }

    @Test
    void aHouseholdWithAProtectedMemberIsRefusedWhomeverTheClaimNames() {
        HouseholdView family = office.family();
        RecordVersion person = family.members().getFirst();
        RecordVersion hidden = family.members().get(1);
        RecordVersion third = family.members().get(2);
        Facts facts = here();
        Consents.Consent consent = give(facts, person, HOME, AGE);
        office.block(hidden);
        requireOneRefusal(ask(facts, consent, HOME, with(person, hidden)));
        requireOneRefusal(ask(facts, consent, HOME, with(person, third)));
        requireOneRefusal(ask(facts, consent, HOME, with(person, office.japanese())));
        requireOneRefusal(ask(facts, consent, HOME, with(office.japanese(), third)));
        assertThat(refusalsSeen(person)).hasSize(4);
        assertThat(refusalsSeen(hidden)).hasSize(4).contains("견본은행 [check.household-member]");
        assertThat(refusalsSeen(third)).hasSize(1);
        assertThat(facts.checks().about(person.ref(), 5)).isEmpty();
        // What tells nothing of the others is answered.
        assertThat(result(facts, consent, AGE, aged(person, 14))).isEqualTo(FactResult.CONFIRMED);
    }

    @Test
    void refusalsCountAsGuesses() {
        HouseholdView family = office.family();
        RecordVersion person = family.members().getFirst();
        RecordVersion hidden = family.members().get(1);
        Facts facts = here();
        Consents.Consent consent = give(facts, person, HOME);
        Blocks.Block block = office.block(hidden);
        for (int i = 0; i < FactChecks.MOST_CLAIMS; i++) {
            requireOneRefusal(ask(facts, consent, HOME, with(person, office.japanese())));
        }
        office.lift(block);
        assertThat(refused(ask(facts, consent, HOME, with(person, hidden))))
                .isEqualTo(FactRefusal.TOO_MANY_GUESSES);
    }

    @Test
    void onlyAMemberOfAClaimThatHoldsIsTold() {
        HouseholdView family = office.family();
        RecordVersion person = family.members().getFirst();
        RecordVersion member = family.members().get(1);
        Facts facts = here();
        Consents.Consent consent = give(facts, person, HOME);
        FactChecks.Claim other = with(office.japanese(), member);
        assertThat(result(facts, consent, HOME, other)).isEqualTo(FactResult.NOT_CONFIRMED);
        assertThat(wasTold(member)).isFalse();
        assertThat(result(facts, consent, HOME, with(person, member)))
                .isEqualTo(FactResult.CONFIRMED);
        assertThat(wasTold(member)).isTrue();
    }

    @Test
    void anAnswerThatTellsOfAMemberIsNotGivenAgainOnceTheMemberIsProtected() {
        HouseholdView family = office.family();
        RecordVersion person = family.members().getFirst();
        RecordVersion member = family.members().get(1);
        Facts facts = here();
        Consents.Consent consent = give(facts, person, HOME);
        FactChecks.CheckCommand order = order(bank, consent.code(), HOME, with(person, member));
        FactChecks.Checked before = given(facts.checks().check(order));
        Blocks.Block block = office.block(member);
        requireOneRefusal(facts.checks().check(order));
        assertThat(refused(facts.checks().find(bank, before.id())))
                .isEqualTo(FactRefusal.CHECK_UNKNOWN);
        assertThat(refusalsSeen(member)).hasSize(1);
        office.lift(block);
        assertThat(given(facts.checks().check(order)).signed()).isEqualTo(before.signed());
        assertThat(given(facts.checks().find(bank, before.id())).signed())
                .isEqualTo(before.signed());
    }
}
