// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.journal.Cosigner;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.TlogProof;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Receipts that say that mirrors hold their entry.
final class MirroredReceiptTest extends JudgedReceipts {
    @Test
    void isSealedWhenItsMirrorsAreTooFewByNow() throws GeneralSecurityException {
        KeyPair court = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Cosigner mirror = Cosigner.of("court/mirror", court.getPrivate(), court.getPublic());
        ObjectNode receipt = GIVEN.sealed();
        TlogProof proof = TlogProof.parse(receipt.path("proof").asString());
        SignedNote note = proof.checkpoint();
        SignedNote cosigned = note.with(List.of(mirror.cosign(note, TestOffice.ISSUED)));
        receipt.put("grade", "mirrored")
                .put(
                        "proof",
                        new TlogProof(proof.extra(), proof.index(), proof.path(), cosigned).text());
        ObjectNode says = inside(receipt, "says");
        ReceiptWords.of("mirrored").orElseThrow().forEach(says::put);
        receipt.putArray("places").add("court");

        ReceiptVerdict whole = verdictWith(receipt, mirror.vkey(), 1);
        assertThat(whole.reason()).isEqualTo(Reason.RECEIPT_MIRRORED);
        assertThat(whole.places()).containsExactly("court");
        ReceiptVerdict fewer = verdictWith(receipt, mirror.vkey(), 3);
        assertThat(fewer.reason()).isEqualTo(Reason.RECEIPT_SEALED);
        assertThat(fewer.places()).isEmpty();
        assertThat(gradeWith(receipt, mirror.vkey(), 1)).isEqualTo("mirrored");
        assertThat(gradeWith(receipt, mirror.vkey(), 2)).isEqualTo("mirrored");
        assertThat(gradeWith(receipt, mirror.vkey(), 3)).isEqualTo("sealed");
        receipt.putArray("places").add("court").add("archive");
        assertThat(verdictWith(receipt, mirror.vkey(), 1).places()).containsExactly("court");
        assertThat(gradeWith(receipt, mirror.vkey(), 1)).isEqualTo("mirrored");
        assertThat(gradeWith(receipt, mirror.vkey(), 3)).isEqualTo("sealed");
        receipt.putArray("places").add("court").add("archive1");
        assertThat(gradeWith(receipt, mirror.vkey(), 3)).isEmpty();
        receipt.putArray("places").add("archive");
        assertThat(gradeWith(receipt, mirror.vkey(), 1)).isEqualTo("sealed");
        receipt.putArray("places");
        assertThat(gradeWith(receipt, mirror.vkey(), 1)).isEmpty();
    }

    private String gradeWith(ObjectNode receipt, String court, int mirrors)
            throws GeneralSecurityException {
        return verdictWith(receipt, court, mirrors).grade();
    }

    /// What is proved by a trust file of so many mirrors, of which only `court` is at work.
    private ReceiptVerdict verdictWith(ObjectNode receipt, String court, int mirrors)
            throws GeneralSecurityException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < mirrors; i++) {
            String name = i == 0 ? "court" : "archive" + i;
            KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Cosigner archive = Cosigner.of(name + "/mirror", other.getPrivate(), other.getPublic());
            all.add(
                    "{\"name\":\"%s\",\"mirror\":\"%s\",\"witness\":\"w\"}"
                            .formatted(name, i == 0 ? court : archive.vkey()));
        }
        String trust =
                GIVEN.office()
                        .trustJson()
                        .replace("\"nodes\"", "\"mirrors\":" + all + ",\"nodes\"");
        return verify(receipt.toString(), TrustList.read(trust));
    }

    @Test
    void isRefusedAsMirroredWhenNoTrustedMirrorVouches() {
        ObjectNode receipt = GIVEN.sealed().put("grade", "mirrored");
        receipt.putArray("places").add("Elsewhere");
        assertThat(reason(receipt)).isEqualTo(Reason.RECEIPT_CLAIMS_WRONG);
        String mirrors =
                "\"mirrors\":[{\"name\":\"Elsewhere\",\"mirror\":\"m\",\"witness\":\"w\"}],\"nodes\"";
        String trust = GIVEN.office().trustJson().replace("\"nodes\"", mirrors);
        assertThat(verify(receipt.toString(), TrustList.read(trust)).reason())
                .isEqualTo(Reason.RECEIPT_CLAIMS_WRONG);
        String nameless = trust.replace("\"w\"", "\"\"");
        assertThatThrownBy(() -> TrustList.read(nameless))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
