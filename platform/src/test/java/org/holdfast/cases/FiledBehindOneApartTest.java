// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.RecordVersion;
import org.junit.jupiter.api.Test;

/// Two requests under one operation id, of which neither site saw the other's, and what was filed
/// behind one of them: it waits for that one and is entered upon what that one changed.
final class FiledBehindOneApartTest extends AtTwoSites {
    /// Both are filed and seen at both sites, and nothing is merged; gives the first.
    private static Filings.Filing both(RecordVersion head, String operation, int no) {
        Filings.Filing told;
        sites.apart(true);
        try {
            told = file(a, head, operation, no);
            aSecondLater();
            file(b, head, operation, no + 1);
        } finally {
            sites.apart(false);
        }
        for (FilingOffice site : new FilingOffice[] {a, b}) {
            TwoSites.waitFor(() ->
                    listed(site, Filings.State.PENDING, no).isPresent()
                            && listed(site, Filings.State.PENDING, no + 1).isPresent());
        }
        return told;
    }

    private static Filings.Filing merged(Filings.State state, String reason, int no) {
        TwoSites.waitFor(() -> {
            a.merge();
            return listed(a, state, no).filter(one -> one.reason().equals(reason)).isPresent();
        });
        return listed(a, state, no).orElseThrow();
    }

    @Test
    void isNotEnteredUponWhatTheOtherRequestHasChangedWhenItsOwnIsRefused() {
        RecordVersion head = a.family().members().getFirst();
        both(head, "behind-apart-1", 60);
        file(a, head, "behind-apart-2", 62);
        merged(Filings.State.ENTERED, "", 60);
        Filings.Filing held = merged(Filings.State.HELD, "operation-conflict", 61);
        merged(Filings.State.HELD, "after-held", 62);
        assertThat(a.versions(head)).isEqualTo(2);
        assertThat(a.decide(held, "decide-apart-1", false).state())
                .isEqualTo(Filings.State.REFUSED);
        Filings.Filing behind = merged(Filings.State.HELD, "record-changed", 62);
        a.merge();
        assertThat(a.versions(head)).isEqualTo(2);
        // It is an officer's now, who sees what the records are.
        assertThat(a.decide(behind, "decide-apart-2", true).state())
                .isEqualTo(Filings.State.ENTERED);
        assertThat(a.versions(head)).isEqualTo(3);
    }

    @Test
    void isEnteredBehindItsOwnWhateverBecomesOfTheOther() {
        RecordVersion head = a.family().members().getFirst();
        sites.apart(true);
        try {
            file(a, head, "behind-apart-3", 64);
            file(a, head, "behind-apart-4", 66);
            aSecondLater();
            file(b, head, "behind-apart-3", 65);
            file(b, head, "behind-apart-5", 67);
        } finally {
            sites.apart(false);
        }
        TwoSites.waitFor(() -> listed(a, Filings.State.PENDING, 67).isPresent());
        merged(Filings.State.ENTERED, "", 64);
        merged(Filings.State.ENTERED, "", 66);
        Filings.Filing held = merged(Filings.State.HELD, "operation-conflict", 65);
        merged(Filings.State.HELD, "after-held", 67);
        assertThat(a.decide(held, "decide-apart-3", true).state()).isEqualTo(Filings.State.ENTERED);
        // Made behind 65 at a site that knew neither 64 nor 66.
        merged(Filings.State.HELD, "record-changed", 67);
        assertThat(a.versions(head)).isEqualTo(4);
    }

    /// A third site, cut off too, has filed the same request as the second: one filing, of which an
    /// officer decides once.
    @Test
    void anotherEntryOfARequestThatWasDecidedHoldsNothingBack() {
        RecordVersion head = a.family().members().getFirst();
        Filings.Filing told = both(head, "behind-apart-8", 70);
        fileOnceMore(listed(a, Filings.State.PENDING, 71).orElseThrow());
        merged(Filings.State.ENTERED, "", 70);
        Filings.Filing held = merged(Filings.State.HELD, "operation-conflict", 71);
        TwoSites.waitFor(() -> {
            a.merge();
            return decisions(told.id()) == 3;
        });
        assertThat(a.decide(held, "decide-apart-8", false).state())
                .isEqualTo(Filings.State.REFUSED);
        aSecondLater();
        file(a, head, "behind-apart-9", 72);
        merged(Filings.State.ENTERED, "", 72);
        assertThat(a.versions(head)).isEqualTo(3);
    }

    private static void fileOnceMore(Filings.Filing filing) {
        StoredEntry entry = a.office.ledger.node().byLeaf(filing.receipt().leaf()).orElseThrow();
        Leaf leaf = entry.leaf();
        a.office
                .ledger
                .node()
                .append(
                        new EntryDraft(
                                leaf.type(),
                                new OfficeCode(leaf.office()),
                                leaf.entity(),
                                leaf.entityVersion(),
                                Optional.empty(),
                                leaf.key().flatMap(a.office.keys.dataKeys()::find),
                                entry.open(),
                                Optional.of(a.office.keys.handles().of("filing", "third site"))),
                        List.of());
    }

    /// Both entries are of one request: what was made behind either is made behind it.
    @Test
    void isEnteredBehindARequestThatWasFiledAtBothSites() {
        RecordVersion head = a.family().members().getFirst();
        sites.apart(true);
        try {
            file(a, head, "behind-apart-6", 68);
            aSecondLater();
            file(b, head, "behind-apart-6", 68);
            file(b, head, "behind-apart-7", 69);
        } finally {
            sites.apart(false);
        }
        merged(Filings.State.ENTERED, "", 68);
        merged(Filings.State.ENTERED, "", 69);
        assertThat(a.versions(head)).isEqualTo(3);
    }
}
