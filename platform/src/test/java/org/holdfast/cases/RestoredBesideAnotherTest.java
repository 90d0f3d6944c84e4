// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.holdfast.cases.Restorations.Restored;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// Filings that were lost and are brought back by their receipts, when the journals know more of
/// them already: another request under their operation id, or a decision.
class RestoredBesideAnotherTest extends ErasingOffice {
    private static final String OPERATION = "restore-beside";

    private Filings.Filing file(RecordVersion head, String operation, int no) {
        return new FilingOffice(office).file(head, operation, "이태원로 " + no);
    }

    private Answer<Restored> presented(Filings.Filing filing) {
        return present(filing.receipt().json().toString());
    }

    private Answer<Restored> present(String receipt) {
        return office.cases
                .restorations()
                .restore(
                        new Restorations.Presented(
                                FilingOffice.OFFICER, receipt, Optional.empty(), Optional.empty()));
    }

    private Restored.Entered entered(String receipt) {
        if (given(present(receipt)) instanceof Restored.Entered entered) {
            return entered;
        }
        throw new AssertionError("expected that it is entered");
    }

    private Filings.Filing decided(FilingOffice at, String id, String operation, boolean enter) {
        return at.decide(FilingOffice.OFFICER, id, operation, enter);
    }

    /// Of two requests the first burns; the second, which knew nothing of it, has its operation.
    @Test
    void anotherRequestHasItsOperationAndItStandsApart() throws Exception {
        RecordVersion head = family().members().getFirst();
        Filings.Filing lost = file(head, OPERATION, 29);
        String receipt = lost.receipt().json().toString();
        loseTheNewestOrigin();
        Filings.Filing other = file(head, OPERATION, 30);
        assertThat(other.id()).isEqualTo(lost.id());

        Restored.Entered back = entered(receipt);
        assertThat(back.repeated()).isFalse();
        assertThat(back.mark().leaf()).isEqualTo(lost.receipt().leaf());
        assertThat(back.paper()).startsWith(lost.id() + "-");
        Restored.Entered again = entered(receipt);
        assertThat(again.repeated()).isTrue();
        assertThat(again.paper()).isEqualTo(back.paper());
        assertThat(again.receipt().leaf()).isEqualTo(back.receipt().leaf());

        FilingOffice after = new FilingOffice(office);
        assertThat(after.entered(other).report().address()).endsWith(" 30");
        Filings.Filing held = held(after, back.paper(), "operation-conflict");
        assertThat(held.report().address()).endsWith(" 29");
        assertThat(held.legalTime().effective()).isEqualTo(lost.legalTime().effective());
        assertThat(after.versions(head)).isEqualTo(2);
        assertThat(decided(after, back.paper(), "decide-beside", true).state())
                .isEqualTo(Filings.State.ENTERED);
        assertThat(after.versions(head)).isEqualTo(3);
        assertThat(entered(receipt).repeated()).isTrue();
        assertThat(after.find(other.id()).report().address()).endsWith(" 30");
        checkWorld();
    }

    private static Filings.Filing held(FilingOffice at, String id, String reason) {
        return at.held(at.find(id), reason);
    }

    /// The entry beside the other burns too: either receipt brings it back, once.
    @Test
    void isBroughtBackAgainBesideTheOther() throws Exception {
        RecordVersion head = family().members().getFirst();
        String first = file(head, OPERATION, 31).receipt().json().toString();
        loseTheNewestOrigin();
        Filings.Filing other = file(head, OPERATION, 32);
        office.stop();
        start();
        String second = entered(first).receipt().json().toString();
        loseTheNewestOrigin();

        Restored.Entered back = entered(second);
        assertThat(back.repeated()).isFalse();
        assertThat(back.paper()).startsWith(other.id() + "-");
        assertThat(entered(first).repeated()).isTrue();
        assertThat(entered(first).receipt().leaf()).isEqualTo(back.receipt().leaf());
        FilingOffice after = new FilingOffice(office);
        after.entered(other);
        held(after, back.paper(), "operation-conflict");
        assertThat(decided(after, back.paper(), "decide-again", false).state())
                .isEqualTo(Filings.State.REFUSED);
        assertThat(after.versions(head)).isEqualTo(2);
        checkWorld();
    }

    /// The same request was filed anew meanwhile: it is there, and nothing is lost.
    @Test
    void theSameRequestFiledAnewIsNotEnteredBesideItself() throws Exception {
        RecordVersion head = family().members().getFirst();
        Filings.Filing lost = file(head, OPERATION, 33);
        loseTheNewestOrigin();
        Filings.Filing anew = file(head, OPERATION, 33);
        long before = office.ledger.node().count(FilingRecord.TYPE);
        assertThat(refused(presented(lost))).isEqualTo(Refusal.Code.RESTORATION_CONFLICT);
        assertThat(office.ledger.node().count(FilingRecord.TYPE)).isEqualTo(before);
        FilingOffice after = new FilingOffice(office);
        after.entered(anew);
        assertThat(after.versions(head)).isEqualTo(2);
    }

    /// Whoever decides about it decides about the one that stands for it now, and what was filed
    /// behind it waits for that one.
    @Test
    void whatWasHeldBeforeItBurntIsDecidedOnceItIsBack() throws Exception {
        RecordVersion head = family().members().getFirst();
        FilingOffice before = new FilingOffice(office);
        Filings.Filing lost = file(head, OPERATION, 34);
        Filings.Filing behind = file(head, "restore-behind", 35);
        before.change(family().members().get(1), false);
        before.held(lost, "record-changed");
        before.held(behind, "after-held");
        loseTheNewestOrigin();
        // The journal has the lost one's name again, and nothing shall have the places of before.
        for (int i = 0; i < 5; i++) {
            office.issued(office.command(OFFICER, ABSTRACT, member(), "restore-paper" + i));
        }

        entered(behind.receipt().json().toString());
        entered(lost.receipt().json().toString());
        FilingOffice after = new FilingOffice(office);
        after.merge();
        assertThat(after.versions(head)).isEqualTo(1);
        held(after, behind.id(), "after-held");
        assertThat(decided(after, lost.id(), "decide-back", true).state())
                .isEqualTo(Filings.State.ENTERED);
        assertThat(after.versions(head)).isEqualTo(2);
        held(after, behind.id(), "record-changed");
        assertThat(decided(after, behind.id(), "decide-behind", false).state())
                .isEqualTo(Filings.State.REFUSED);
        // Nothing of the lost rows holds back what comes later.
        after.entered(file(head, "restore-later", 36));
        assertThat(after.versions(head)).isEqualTo(3);
        checkWorld();
    }
}
