// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.holdfast.cases.OfficeBelow;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// What is counted has an end, and an entry that nobody understands ends nothing.
final class FactLimitsTest extends AtFactOffice {
    private static final InstantSource CLOCK = InstantSource.system();

    private static FactNames names() {
        return new FactNames(office.keys().handles(), CLOCK);
    }

    private static ConsentBook book(int most) {
        return new ConsentBook(office.ledger().node(), names(), CLOCK, most);
    }

    @Test
    void aPartyGetsFiftyAnswersAboutAPersonADayAndNoMore() {
        RecordVersion person = person();
        Facts facts = here();
        Consents.Consent consent = give(facts, person, AGE);
        FactChecks.CheckCommand first = order(bank, consent.code(), AGE, aged(person, 14));
        given(facts.checks().check(first));
        for (int i = 1; i < FactChecks.MOST_ANSWERS; i++) {
            given(ask(facts, consent, AGE, aged(person, 14)));
        }
        assertThat(refused(ask(facts, consent, AGE, aged(person, 14))))
                .isEqualTo(FactRefusal.TOO_MANY_GUESSES);
        assertThat(given(facts.checks().check(first)).repeated()).isTrue();
    }

    @Test
    void whereMoreStandsThanIsLookedAtNothingIsLeftOver() {
        RecordVersion person = person();
        Facts facts = here();
        Consents.Consent consent =
                given(facts.consents().give(consent(person, List.of(AGE), Optional.of(10))));
        for (int i = 0; i < 3; i++) {
            given(ask(facts, consent, AGE, aged(person, 14)));
        }
        ConsentRecord record = book(4).find(consent.id()).orElseThrow();
        assertThat(book(4).day(person.ref(), bank.id()).full()).isFalse();
        assertThat(book(4).used(record)).isEqualTo(3);
        assertThat(book(3).day(person.ref(), bank.id()).full()).isTrue();
        assertThat(book(3).used(record)).isEqualTo(10);
        assertThat(book(3).state(record, book(3).used(record))).isEqualTo(Consents.State.USED_UP);
    }

    @Test
    void anEntryThatNobodyUnderstandsIsLeftOut() throws Exception {
        RecordVersion person = person();
        Facts facts = here();
        Consents.Consent consent = give(facts, person, LIVES);
        given(ask(facts, consent, LIVES, lives(person, address(person))));
        FactNames names = names();
        FactEntries entries =
                new FactEntries(office.ledger(), office.keys().dataKeys(), Duration.ofSeconds(5));
        strange(entries, ConsentRecord.TYPE, person, names.consentsOf(person.ref()));
        strange(entries, CheckRecord.TYPE, person, names.checksOf(person.ref()));
        assertThat(given(facts.consents().of(OfficeBelow.citizen(person)))).hasSize(1);
        assertThat(facts.checks().about(person.ref(), 5)).hasSize(1);
        given(ask(facts, consent, LIVES, lives(person, address(person))));
    }

    private static void strange(
            FactEntries entries, String type, RecordVersion person, Handle entity)
            throws Exception {
        Handle operation = office.keys().handles().of("strange", type);
        var _ =
                entries.append(
                        type,
                        person,
                        entity,
                        operation,
                        CanonicalJson.object().put("subject", "nobody"));
    }

    @Test
    void anAdmissionThatNobodyUnderstandsIsLeftOut() {
        Facts facts = here();
        var _ =
                office.ledger()
                        .node()
                        .append(
                                new EntryDraft(
                                        BasisRecord.TYPE,
                                        OfficeBelow.JONGNO,
                                        names().party(bank.id()),
                                        0,
                                        Optional.empty(),
                                        Optional.empty(),
                                        CanonicalJson.object().put("id", 1),
                                        Optional.empty()),
                                List.of());
        LegalBases.Admission admitted =
                given(
                        facts.bases()
                                .admit(
                                        new LegalBases.AdmitCommand(
                                                OPERATOR,
                                                operation(),
                                                bank.id(),
                                                "kr.customer-due-diligence",
                                                Optional.empty())));
        assertThat(given(facts.bases().all(OPERATOR)))
                .extracting(LegalBases.Admission::id)
                .containsExactly(admitted.id());
    }
}
