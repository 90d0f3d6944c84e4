// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.List;
import org.holdfast.journal.Hash;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// Filings of people whose data is erased.
class FilingsErasedTest extends ErasingOffice {
    private static Moves.MoveCommand alone(FilingOffice filing, RecordVersion person, String id) {
        Moves.MoveCommand all =
                filing.move(
                        CasesOffice.citizen(person), person, id, "이태원로 5", CanonicalJson.object());
        return MovingPack.of(all, List.of(all.subject()), all.newHead());
    }

    private byte[] payload(Hash leaf) {
        return office.ledger.node().byLeaf(leaf).orElseThrow().payload();
    }

    @Test
    void isErasedWithThePersonAndNeverMerged() {
        FilingOffice filing = new FilingOffice(office);
        RecordVersion person = member();
        Moves.MoveCommand move = alone(filing, person, "erased-filing");
        Filings.Filing filed = FilingOffice.filed(filing.away.moves().moveIn(move));
        assertThat(payload(filed.receipt().leaf())).isNotEmpty();
        given(erase(office.handle(person), "erase-filer"));
        assertThat(filing.merge()).isZero();
        assertThat(
                        FilingOffice.refused(
                                filing.here.filings().find(FilingOffice.OFFICER, filed.id())))
                .isEqualTo(Refusal.Code.FILING_UNKNOWN);
        for (Cases cases : List.of(filing.here, filing.here(InstantSource.system()))) {
            assertThat(cases.filings().counts()).isEqualTo(new Filings.Counts(0, 0));
        }
        assertThat(FilingOffice.refused(filing.away.moves().moveIn(move)))
                .isEqualTo(Refusal.Code.ERASED);
        assertThatThrownBy(() -> payload(filed.receipt().leaf()))
                .isInstanceOfSatisfying(
                        LedgerFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(LedgerFault.Code.ERASED));
        checkWorld();
    }

    @Test
    void whatBecameOfItIsErasedToo() {
        FilingOffice filing = new FilingOffice(office);
        HouseholdView home = family();
        RecordVersion person = member();
        RecordVersion other =
                home.members().stream()
                        .filter(one -> !isHead(home, one) && !one.ref().equals(person.ref()))
                        .findFirst()
                        .orElseThrow();
        Filings.Filing filed =
                FilingOffice.filed(
                        filing.away.moves().moveIn(alone(filing, person, "erased-held")));
        filing.change(family().members().getFirst(), false);
        filing.held(filed, "record-changed");
        given(erase(office.handle(person), "erase-filer"));
        assertThat(filing.here.filings().counts()).isEqualTo(new Filings.Counts(0, 0));
        assertThat(filing.merge()).isZero();
        assertThat(filing.merge(filing.here(InstantSource.system()), FilingMerge.Switch.NONE))
                .isZero();
        // What nobody can decide about any more holds nothing back.
        filing.entered(
                FilingOffice.filed(
                        filing.away.moves().moveIn(alone(filing, other, "behind-erased"))));
        checkWorld();
    }
}
