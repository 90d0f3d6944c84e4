// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.TlogProof;
import org.holdfast.journal.TreeSize;
import org.junit.jupiter.api.Test;

final class ReceiptVerifierTest {
    private static final String ORIGIN = "holdfast.invalid/0011aabb/node/1";
    private static final TestOffice SITE = new TestOffice("kr-11110");
    private static final KeyPair JOURNAL = ed25519();
    private static final byte[] PAYLOAD = "sealed away".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LEAF =
            CBORObject.NewMap()
                    .Add(1, 1)
                    .Add(2, "paper")
                    .Add(3, TestOffice.ISSUED.getEpochSecond())
                    .Add(9, Certificates.sha256(PAYLOAD))
                    .EncodeToBytes();
    private static final Hash HASH = MerkleTree.leafHash(LEAF);

    private final ReceiptVerifier verifier = new ReceiptVerifier();

    private Reason reason(String json) {
        return verifier.verify(json, SITE.trust()).reason();
    }

    @Test
    void provesASealedReceipt() {
        ReceiptVerdict verdict = verifier.verify(sealed(), SITE.trust());
        assertThat(verdict.reason()).as("%s", verdict).isEqualTo(Reason.RECEIPT_SEALED);
        assertThat(verdict.index()).contains(1L);
        assertThat(verdict.origin()).contains(ORIGIN);
    }

    @Test
    void provesAPromiseAndClaimsNoMore() {
        ReceiptVerdict verdict = verifier.verify(promised(), SITE.trust());
        assertThat(verdict.reason()).as("%s", verdict).isEqualTo(Reason.RECEIPT_PROMISED);
        assertThat(verdict.grade()).isEqualTo("promised");
        assertThat(verdict.index()).isEmpty();
    }

    @Test
    void refusesAnotherLeafThanTheNamedOne() {
        String other = Base64.getEncoder().encodeToString(new byte[] {(byte) 0xa0});
        assertThat(reason(sealed().replace(base64(LEAF), other)))
                .isEqualTo(Reason.RECEIPT_LEAF_WRONG);
    }

    @Test
    void refusesAnotherPayload() {
        assertThat(reason(sealed().replace(base64(PAYLOAD), base64(new byte[3]))))
                .isEqualTo(Reason.RECEIPT_PAYLOAD_WRONG);
    }

    @Test
    void refusesAProofOfAnotherPlace() {
        assertThat(reason(sealed().replace("index 1", "index 0")))
                .isEqualTo(Reason.RECEIPT_PROOF_WRONG);
        assertThat(reason(sealed().replace("\"index\":1", "\"index\":7")))
                .isEqualTo(Reason.RECEIPT_PROOF_WRONG);
    }

    @Test
    void refusesAJournalThatNoRootCertified() {
        String foreign = TestOffice.base64(new TestOffice("kr-11110").certify(ORIGIN, JOURNAL));
        String own = TestOffice.base64(JOURNAL_CERTIFICATE);
        assertThat(reason(sealed().replace(own, foreign))).isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
    }

    @Test
    void refusesACertificateOfAnotherJournal() {
        String other = TestOffice.base64(SITE.certify("holdfast.invalid/x/node/2", JOURNAL));
        String own = TestOffice.base64(JOURNAL_CERTIFICATE);
        assertThat(reason(sealed().replace(own, other))).isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
    }

    @Test
    void refusesAPromiseForAnotherTime() {
        assertThat(reason(promised().replace("2026-03-02T01:00:00Z", "2026-03-02T01:00:01Z")))
                .isEqualTo(Reason.RECEIPT_PROMISE_WRONG);
    }

    @Test
    void refusesAPromiseOfAStranger() {
        TestOffice stranger = new TestOffice("kr-11110");
        assertThat(
                        reason(
                                promised()
                                        .replace(
                                                TestOffice.base64(SITE.certificate),
                                                TestOffice.base64(stranger.certificate))))
                .isEqualTo(Reason.JOURNAL_NOT_TRUSTED);
    }

    @Test
    void refusesWhatIsNoReceipt() {
        assertThat(reason("")).isEqualTo(Reason.RECEIPT_UNREADABLE);
        assertThat(reason("{}")).isEqualTo(Reason.RECEIPT_UNREADABLE);
        assertThat(reason("[".repeat(100_000))).isEqualTo(Reason.RECEIPT_UNREADABLE);
        assertThat(reason("x".repeat(5 * 1024 * 1024))).isEqualTo(Reason.TOO_LARGE);
        assertThat(reason("{" + leafFields() + "}")).isEqualTo(Reason.RECEIPT_UNREADABLE);
    }

    private static final java.security.cert.X509Certificate JOURNAL_CERTIFICATE =
            SITE.certify(ORIGIN, JOURNAL);

    private static String leafFields() {
        return "\"grade\":\"sealed\",\"leaf\":\""
                + base64(LEAF)
                + "\",\"leafHash\":\""
                + HASH.hex()
                + "\",\"payload\":\""
                + base64(PAYLOAD)
                + "\"";
    }

    private static String promised() {
        String time = "2026-03-02T01:00:00Z";
        String text = "holdfast-promise-v1\n" + HASH.hex() + "\n" + time + "\n";
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(SITE.key.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return "{"
                    + leafFields()
                    + ",\"promise\":{\"time\":\""
                    + time
                    + "\",\"signature\":\""
                    + base64(signature.sign())
                    + "\",\"certificate\":\""
                    + TestOffice.base64(SITE.certificate)
                    + "\"}}";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sealed() {
        Hash first = MerkleTree.leafHash(new byte[] {1});
        NoteSigner signer = NoteSigner.of(ORIGIN, JOURNAL.getPrivate(), JOURNAL.getPublic());
        Checkpoint head = new Checkpoint(ORIGIN, new TreeSize(2), MerkleTree.nodeHash(first, HASH));
        TlogProof proof =
                new TlogProof(
                        Optional.empty(),
                        new EntryIndex(1),
                        List.of(first),
                        signer.sign(head.text()));
        return "{"
                + leafFields()
                + ",\"index\":1,\"journal\":{\"name\":\"node-1\",\"origin\":\""
                + ORIGIN
                + "\",\"certificate\":\""
                + TestOffice.base64(JOURNAL_CERTIFICATE)
                + "\"},\"proof\":\""
                + proof.text().replace("\n", "\\n")
                + "\"}";
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
