// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.holdfast.identity.NewAccount;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.registers.HouseholdView;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// An officer is dismissed while the site where he sits hears nothing of it.
final class FiledByAClosedAccountTest extends FilingsAtOneOffice {
    private static Principal officer() {
        NewAccount account =
                new NewAccount(
                        Role.OFFICER, Optional.of(FilingOffice.YONGSAN), Optional.empty(), "담당자");
        return office.office
                .database
                .database()
                .inTransaction(tx -> office.office.accounts.add(tx, account));
    }

    private static void close(Principal who) {
        office.office
                .database
                .database()
                .transact(tx -> office.office.accounts.close(tx, who.id()));
    }

    private static Filings.Filing file(
            Principal who, RecordVersion person, String operation, int no) {
        return FilingOffice.filed(
                office.away
                        .moves()
                        .moveIn(
                                office.move(
                                        who,
                                        person,
                                        operation,
                                        "이태원로 " + no,
                                        CanonicalJson.object()
                                                .put("basis", "head")
                                                .put("evidence", "주민등록증"))));
    }

    @Test
    void isLeftToAnotherOfficerWithEverythingBehindIt() {
        RecordVersion head = office.family().members().getFirst();
        Principal dismissed = officer();
        close(dismissed);
        Filings.Filing filing = file(dismissed, head, "closed-first", 20);
        Filings.Filing behind = file(officer(), head, "closed-behind", 21);
        office.held(filing, "account-closed");
        office.held(behind, "after-held");
        assertThat(office.versions(head)).isEqualTo(1);
        assertThat(decide(filing, "closed-decided", true).state()).isEqualTo(Filings.State.ENTERED);
        office.entered(behind);
        assertThat(address(head)).isEqualTo("서울특별시 용산구 이태원로 21");
    }

    @Test
    void isEnteredWhereTheAccountIsOpen() {
        RecordVersion head = office.family().members().getFirst();
        office.entered(file(officer(), head, "closed-not", 22));
    }

    /// No other place has seen it before: nothing proves that it was there before the closing.
    @Test
    void isLeftToAnOfficerWhereTheClosingMayHaveComeFirst() {
        RecordVersion head = office.family().members().getFirst();
        Principal dismissed = officer();
        Filings.Filing filing = file(dismissed, head, "closed-since", 23);
        close(dismissed);
        office.held(filing, "account-closed");
        assertThat(decide(filing, "closed-refused", false).state())
                .isEqualTo(Filings.State.REFUSED);
        assertThat(office.versions(head)).isEqualTo(1);
    }

    @Test
    void whatIsHeldBecauseOfAnotherIsAskedAgain() {
        HouseholdView family = office.family();
        RecordVersion head = family.members().getFirst();
        Principal dismissed = officer();
        Filings.Filing first = file(officer(), head, "closed-before", 24);
        Filings.Filing second = file(dismissed, head, "closed-second", 25);
        office.change(family.members().get(1), false);
        office.held(first, "record-changed");
        office.held(second, "after-held");
        close(dismissed);
        decide(first, "closed-enters", true);
        office.held(second, "account-closed");
    }

    /// The merge ends the window here; the closing came an hour later by the database.
    @Test
    void isEnteredWhereItWasThereBeforeTheClosing() {
        RecordVersion head = office.family().members().getFirst();
        Principal dismissed = officer();
        Filings.Filing filing = file(dismissed, head, "closed-later", 26);
        office.office
                .database
                .database()
                .jdbc()
                .sql("update identity.account set closed = now() + interval '1 hour' where id = ?")
                .param(dismissed.id())
                .update();
        office.entered(filing);
    }
}
