// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Cosigner;
import org.holdfast.journal.SignedNote;
import org.holdfast.keys.Seals;
import org.holdfast.ledger.Mirroring;
import org.holdfast.ledger.Receipt;
import org.holdfast.verifier.Compromises;
import org.holdfast.verifier.PaperEvidence;
import org.holdfast.verifier.Reason;
import org.holdfast.verifier.ReceiptVerifier;
import org.junit.jupiter.api.Test;

/// An office whose seal and journal were in other hands for an hour, and the one mirror that had
/// seen some of its papers before.
class CompromisedSealTest extends ErasingOffice {
    private final Instant since =
            Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
    private final Cosigner mirror = cosigner("court/mirror");
    private final Cosigner witness = cosigner("court/witness");

    private static Cosigner cosigner(String name) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return Cosigner.of(name, pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void admit() {
        office.ledger
                .mirroring()
                .admit(
                        new Mirroring.Place(
                                "court", mirror.vkey(), witness.vkey(), Optional.empty()));
    }

    /// The mirror cosigns what the node journal has signed, at a time of its clock.
    private void look(Instant at) {
        String journal = office.ledger.node().head().journal();
        Mirroring mirroring = office.ledger.mirroring();
        SignedNote note = mirroring.proposal(journal).orElseThrow();
        assertThat(mirroring.take("court", journal, note.with(List.of(mirror.cosign(note, at)))))
                .isInstanceOf(Mirroring.Taken.Counted.class);
    }

    private String issue(String operation) {
        return office.issued(office.command(OFFICER, ABSTRACT, member(), operation)).paper().id();
    }

    private byte[] document(String id) {
        return given(office.cases.papers().document(OFFICER, id)).pdf();
    }

    private Reason reason(byte[] pdf) {
        Papers papers = office.cases.papers();
        return office.verifier
                .verify(
                        pdf,
                        office.trust(),
                        Optional.empty(),
                        (claims, moment) -> papers.evidence(claims.entryId(), moment))
                .reason();
    }

    private void compromised(X509Certificate certificate) {
        office.keys
                .root()
                .compromised(Compromises.keyName(certificate.getPublicKey()), since, Instant.now());
        office.keys.mirrors(
                List.of(
                        new org.holdfast.keys.Keys.Mirror(
                                "court", mirror.vkey(), witness.vkey(), false)));
    }

    @Test
    void papersThatTheMirrorHadSeenStandAndTheOthersDoNot() {
        admit();
        String early = issue("early-0001");
        look(since.minus(Duration.ofDays(1)));
        Receipt seen = given(office.cases.papers().receipt(OFFICER, early));
        assertThat(seen.grade()).isEqualTo(Receipt.Grade.MIRRORED);
        PaperEvidence kept =
                given(office.cases.papers().evidence(OFFICER, early, Optional.empty()));
        String late = issue("late-00001");
        look(since.plusSeconds(30));
        byte[] earlyPdf = document(early);
        byte[] latePdf = document(late);
        assertThat(reason(earlyPdf)).isEqualTo(Reason.VALID);
        assertThat(reason(latePdf)).isEqualTo(Reason.VALID);
        assertThat(given(office.cases.papers().evidence(OFFICER, early, Optional.of(since))))
                .isNotNull();
        assertThat(refused(office.cases.papers().evidence(OFFICER, late, Optional.of(since))))
                .isEqualTo(Refusal.Code.NO_PROOF_BEFORE);
        Seals.Certified seal = office.keys.seals().all().getFirst();
        compromised(seal.certificate());
        office.keys.root().journals().forEach(journal -> compromised(journal.certificate()));
        compromised(office.keys.promises().certificate());
        assertThat(reason(earlyPdf)).isEqualTo(Reason.VALID);
        assertThat(reason(latePdf)).isEqualTo(Reason.KEY_COMPROMISED);
        assertThat(
                        office.verifier
                                .verify(
                                        earlyPdf,
                                        office.trust(),
                                        Optional.empty(),
                                        (_, _) -> Optional.of(kept))
                                .reason())
                .isEqualTo(Reason.VALID);
        ReceiptVerifier receipts = new ReceiptVerifier();
        assertThat(receipts.verify(seen.json().toString(), office.trust()).isGenuine()).isTrue();
        String lateReceipt = given(office.cases.papers().receipt(OFFICER, late)).json().toString();
        assertThat(receipts.verify(lateReceipt, office.trust()).reason())
                .isEqualTo(Reason.KEY_COMPROMISED);
        startsWithNewKeys(seal, earlyPdf, latePdf);
    }

    private void startsWithNewKeys(Seals.Certified seal, byte[] earlyPdf, byte[] latePdf) {
        X509Certificate promises = office.keys.promises().certificate();
        office.stop();
        start();
        assertThat(office.keys.promises().certificate()).isNotEqualTo(promises);
        String fresh = issue("fresh-0001");
        assertThat(reason(document(fresh))).isEqualTo(Reason.VALID);
        assertThat(office.keys.seals().of(CasesOffice.JONGNO).certificate())
                .isNotEqualTo(seal.certificate());
        assertThat(
                        new ReceiptVerifier()
                                .verify(
                                        given(office.cases.papers().receipt(OFFICER, fresh))
                                                .json()
                                                .toString(),
                                        office.trust())
                                .isGenuine())
                .isTrue();
        assertThat(reason(earlyPdf)).isEqualTo(Reason.VALID);
        assertThat(reason(latePdf)).isEqualTo(Reason.KEY_COMPROMISED);
        checkWorld();
    }
}
