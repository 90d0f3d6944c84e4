// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// What becomes of blocks when the office starts again, and when the person is erased.
class BlocksKeptTest extends ErasingOffice {
    private Answer<Blocks.Block> block(SubjectHandle person, String operation) {
        return office.cases
                .blocks()
                .enter(
                        new Blocks.BlockCommand(
                                OFFICER,
                                new OperationId(operation),
                                person,
                                List.of(),
                                Optional.empty(),
                                "상담사실 확인서"));
    }

    private Answer<Blocks.Block> lift(Blocks.Block block, String operation) {
        return office.cases
                .blocks()
                .lift(
                        new Blocks.LiftCommand(
                                OFFICER, new OperationId(operation), block.id(), "본인 신청"));
    }

    @Test
    void aRestartKeepsBlocksAndLifts() {
        List<RecordVersion> two = office.people(CasesOffice.JONGNO, false).subList(0, 2);
        RecordVersion kept = two.getFirst();
        RecordVersion freed = two.getLast();
        Blocks.Block first = FilingOffice.given(block(office.handle(kept), "restart-01"));
        Blocks.Block second = FilingOffice.given(block(office.handle(freed), "restart-02"));
        FilingOffice.given(lift(second, "restart-03"));
        office.stop();
        start();
        assertThat(office.refused(office.command(OFFICER, ABSTRACT, kept, "restart-04")).code())
                .isEqualTo(Refusal.Code.RESTRICTED_SUBJECT);
        office.issued(office.command(OFFICER, ABSTRACT, freed, "restart-05"));
        Blocks.Block again = FilingOffice.given(block(office.handle(kept), "restart-01"));
        assertThat(again.repeated()).isTrue();
        assertThat(again.receipt().leaf()).isEqualTo(first.receipt().leaf());
    }

    @Test
    void anErasedPersonsBlocksGoWithThePerson() {
        RecordVersion person = member();
        SubjectHandle handle = office.handle(person);
        Blocks.Block block = FilingOffice.given(block(handle, "erased-01"));
        FilingOffice.given(lift(block, "erased-02"));
        Answer<Erasures.Erasure> erasure =
                office.cases
                        .erasures()
                        .erase(
                                new Erasures.EraseCommand(
                                        OFFICER,
                                        CasesOffice.JONGNO,
                                        new OperationId("erased-03"),
                                        new Erasures.Target.Person(handle),
                                        BASIS,
                                        "본인의 삭제 요구"));
        FilingOffice.given(erasure);
        assertThat(FilingOffice.refused(office.cases.blocks().of(OFFICER, handle)))
                .isEqualTo(Refusal.Code.UNKNOWN_SUBJECT);
        assertThat(FilingOffice.refused(lift(block, "erased-04")))
                .isEqualTo(Refusal.Code.BLOCK_UNKNOWN);
        assertThat(office.cases.blocks().isBlocked(person.ref())).isFalse();
    }
}
