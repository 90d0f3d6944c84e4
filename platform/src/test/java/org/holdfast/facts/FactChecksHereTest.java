// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.holdfast.cases.Answer;
import org.holdfast.cases.Blocks;
import org.holdfast.cases.OfficeBelow;
import org.holdfast.identity.Principal;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Position;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.testing.Waiting;
import org.junit.jupiter.api.Test;

/// With the database.
final class FactChecksHereTest extends FactChecksContract {
    @Override
    Facts at(InstantSource clock) {
        return here(clock);
    }

    @Override
    boolean isOwnCopy() {
        return false;
    }

    @Test
    void whoMovesToAnotherOfficeIsAnsweredByThatOneUponTheSameConsent() {
        RecordVersion person = person();
        Consents.Consent consent = give(here(), person, "resident-of-office", LIVES);
        assertThat(result(here(), consent, "resident-of-office", resident(person, "kr-11110")))
                .isEqualTo(FactResult.CONFIRMED);
        office.move(person, "이태원로 99");
        Waiting.until(() ->
                result(here(), consent, "resident-of-office", resident(person, "kr-11170"))
                        == FactResult.CONFIRMED);
        FactChecks.Checked checked =
                given(ask(here(), consent, LIVES, lives(person, "서울특별시 용산구 이태원로 99")));
        assertThat(checked.result()).isEqualTo(FactResult.CONFIRMED);
        String said =
                new String(
                        Base64.getUrlDecoder().decode(checked.signed().split("\\.", -1)[1]),
                        StandardCharsets.UTF_8);
        assertThat(said).contains("\"iss\":\"kr-11170\"");
        assertThat(result(here(), consent, LIVES, lives(person, address(person))))
                .isEqualTo(FactResult.NOT_CONFIRMED);
    }

    /// A block that comes between the last look at the facts and the entry.
    private record InTheGap(Blocks real, Runnable before) implements Blocks {
        @Override
        public <T> T acting(Supplier<T> work) {
            before.run();
            return real.acting(work);
        }

        @Override
        public Answer<Block> enter(BlockCommand command) {
            return real.enter(command);
        }

        @Override
        public Answer<List<Block>> of(Principal who, SubjectHandle subject) {
            return real.of(who, subject);
        }

        @Override
        public Answer<Block> lift(LiftCommand command) {
            return real.lift(command);
        }

        @Override
        public boolean isBlocked(RecordRef person) {
            return real.isBlocked(person);
        }

        @Override
        public boolean isProtected(RecordVersion person) {
            return real.isProtected(person);
        }

        @Override
        public List<Position> read() {
            return real.read();
        }
    }

    @Test
    void aBlockInTheGapStopsTheAnswer() {
        RecordVersion person = person();
        Consents.Consent consent = give(here(), person, LIVES);
        Blocks blocks = new InTheGap(office.blocks(), () -> office.block(person));
        Facts facts = facts(office, blocks, InstantSource.system());
        requireOneRefusal(ask(facts, consent, LIVES, lives(person, address(person))));
        assertThat(facts.checks().about(person.ref(), 5)).isEmpty();
        assertThat(refusalsSeen(person)).hasSize(1);
        assertThat(given(facts.consents().of(consentOwner(person))).getFirst().used()).isZero();
    }

    private static Principal consentOwner(RecordVersion person) {
        return OfficeBelow.citizen(person);
    }

    @Test
    void aPartyThatHearsNoTooOftenIsNotAnsweredThatDay() {
        InstantSource clock = InstantSource.system();
        Misses misses = new Misses(clock, 2);
        assertThat(misses.mayAsk("bank")).isTrue();
        misses.count("bank");
        misses.count("bank");
        assertThat(misses.mayAsk("bank")).isFalse();
        assertThat(misses.mayAsk("other")).isTrue();
    }
}
