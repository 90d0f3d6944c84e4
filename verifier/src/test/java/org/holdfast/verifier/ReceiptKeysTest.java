// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Whose keys a receipt may be signed by.
final class ReceiptKeysTest extends JudgedReceipts {
    @Test
    void refusesAJournalThatNoRootCertified() {
        TestOffice stranger = new TestOffice("kr-11110");
        assertThat(reason(journalOf(stranger, TestReceipts.ORIGIN, GIVEN.journal())))
                .isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
        String other = "holdfast.invalid/0011aabb/node/2";
        assertThat(reason(journalOf(GIVEN.office(), other, GIVEN.journal())))
                .isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
        assertThat(reason(journalOf(GIVEN.office(), TestReceipts.ORIGIN, TestOffice.keys())))
                .isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
    }

    private static ObjectNode journalOf(TestOffice office, String name, KeyPair key) {
        ObjectNode receipt = GIVEN.sealed();
        String certificate =
                TestOffice.base64(office.certify(name, key, CertificateUse.JOURNALS.oid()));
        inside(receipt, "journal").put("certificate", certificate);
        return receipt;
    }

    @Test
    void refusesKeysThatWereCertifiedForSomethingElse() {
        String papers = CertificateUse.PAPERS.oid();
        String journals = CertificateUse.JOURNALS.oid();
        String promises = CertificateUse.PROMISES.oid();
        for (List<String> uses :
                List.of(List.of(papers), List.of(promises), List.of(journals, papers))) {
            assertThat(reason(withJournalFor(uses)))
                    .as("%s", uses)
                    .isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
        }
        for (List<String> uses :
                List.of(List.of(papers), List.of(journals), List.of(promises, papers))) {
            assertThat(reason(GIVEN.promisedBy(uses.toArray(String[]::new))))
                    .as("%s", uses)
                    .isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
        }
    }

    @Test
    void acceptsKeysCertifiedBeforeUsesWereNamed() {
        assertThat(reason(withJournalFor(List.of()))).isEqualTo(Reason.RECEIPT_SEALED);
        assertThat(reason(GIVEN.promisedBy())).isEqualTo(Reason.RECEIPT_PROMISED);
    }

    private static ObjectNode withJournalFor(List<String> uses) {
        ObjectNode receipt = GIVEN.sealed();
        var certificate =
                GIVEN.office()
                        .certify(TestReceipts.ORIGIN, GIVEN.journal(), uses.toArray(String[]::new));
        inside(receipt, "journal").put("certificate", TestOffice.base64(certificate));
        return receipt;
    }

    @Test
    void refusesAPromiseForAnotherTimeOrOfAStranger() {
        ObjectNode later = GIVEN.promised();
        inside(later, "promise").put("time", "2026-03-02T01:00:01Z");
        assertThat(reason(later)).isEqualTo(Reason.RECEIPT_PROMISE_WRONG);
        ObjectNode strange = GIVEN.promised();
        inside(strange, "promise")
                .put("certificate", TestOffice.base64(new TestOffice("kr-11110").certificate));
        assertThat(reason(strange)).isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
    }

    @Test
    void keepsTheKeyOfAListedJournalOnlyWhenItIsTheCertifiedOne() {
        var certificate =
                GIVEN.office()
                        .certify(
                                TestReceipts.ORIGIN,
                                GIVEN.journal(),
                                CertificateUse.JOURNALS.oid());
        String vkey = inside(GIVEN.sealed(), "journal").required("vkey").stringValue();
        TrustList listed = TrustList.read(listing(vkey, TestOffice.base64(certificate)));
        assertThat(listed.journalKey(TestReceipts.ORIGIN, java.util.Optional.empty()))
                .isInstanceOfSatisfying(
                        JournalKey.Certified.class,
                        found -> assertThat(found.key().vkey()).isEqualTo(vkey));
        TrustList other = TrustList.read(listing(vkey + "x", TestOffice.base64(certificate)));
        assertThat(other.journalKey(TestReceipts.ORIGIN, java.util.Optional.of(certificate)))
                .isInstanceOf(JournalKey.NotCertified.class);
        assertThat(other.journals()).containsExactly(TestReceipts.ORIGIN);
        TrustList unlisted = GIVEN.office().trust();
        assertThat(unlisted.journalKey(TestReceipts.ORIGIN, java.util.Optional.of(certificate)))
                .isInstanceOf(JournalKey.Certified.class);
        assertThat(unlisted.journalKey(TestReceipts.ORIGIN, java.util.Optional.empty()))
                .isInstanceOf(JournalKey.NotCertified.class);
    }

    private static String listing(String vkey, String certificate) {
        return GIVEN.office()
                .trustJson()
                .replace(
                        "\"journals\":[]",
                        "\"journals\":[{\"name\":\"node-1\",\"origin\":\""
                                + TestReceipts.ORIGIN
                                + "\",\"vkey\":\""
                                + vkey
                                + "\",\"certificate\":\""
                                + certificate
                                + "\"}]");
    }
}
