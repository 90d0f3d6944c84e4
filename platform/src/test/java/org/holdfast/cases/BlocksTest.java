// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.identity.Principal;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Receipt;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What a block does, and upon whom, with the database and without it.
final class BlocksTest extends BlocksAtOneOffice {
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
                office.file(
                        FilingOffice.OFFICER, person, operation(), "이태원로 30", by("mandate", "이대리"));
        block(office.here, person);
        office.held(filing, "restricted-subject");
        assertThat(office.versions(person)).isEqualTo(1);
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
                office.file(filer, person, operation(), "이태원로 31", CanonicalJson.object());
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
