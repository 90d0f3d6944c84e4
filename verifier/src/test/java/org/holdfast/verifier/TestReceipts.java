// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import com.upokecenter.cbor.CBORObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Receipts of one entry of one journal, as a true office gives them.
final class TestReceipts {
    static final String ORIGIN = "holdfast.invalid/0011aabb/node/1";
    private static final String TIME = "2026-03-02T01:00:00Z";
    private static final byte[] PAYLOAD = {1, 2, 3, 4};
    private static final byte[] LEAF =
            CBORObject.NewMap()
                    .Add(1, 1)
                    .Add(2, "paper")
                    .Add(3, TestOffice.ISSUED.getEpochSecond())
                    .Add(9, Certificates.sha256(PAYLOAD))
                    .EncodeToBytes();
    private static final Hash HASH = MerkleTree.leafHash(LEAF);

    private final TestOffice office = new TestOffice("kr-11110");
    private final KeyPair journal = ed25519();
    private final KeyPair node = TestOffice.keys();
    private final X509Certificate certificate =
            office.certify(ORIGIN, journal, CertificateUse.JOURNALS.oid());

    TestOffice office() {
        return office;
    }

    KeyPair journal() {
        return journal;
    }

    KeyPair node() {
        return node;
    }

    ObjectNode sealed() {
        Hash first = MerkleTree.leafHash(new byte[] {1});
        Checkpoint head = new Checkpoint(ORIGIN, new TreeSize(2), MerkleTree.nodeHash(first, HASH));
        TlogProof proof =
                new TlogProof(
                        Optional.empty(),
                        new EntryIndex(1),
                        List.of(first),
                        signer().sign(head.text()));
        ObjectNode receipt = receipt("sealed").put("index", 1).put("proof", proof.text());
        receipt.set("promise", promise(CertificateUse.PROMISES.oid()));
        return receipt;
    }

    ObjectNode promised() {
        return promisedBy(CertificateUse.PROMISES.oid());
    }

    /// A promise of a node whose key was certified for these uses.
    ObjectNode promisedBy(String... uses) {
        ObjectNode receipt = receipt("promised");
        receipt.set("promise", promise(uses));
        return receipt;
    }

    private NoteSigner signer() {
        return NoteSigner.of(ORIGIN, journal.getPrivate(), journal.getPublic());
    }

    private ObjectNode receipt(String grade) {
        ObjectNode receipt = JsonMapper.shared().createObjectNode().put("grade", grade);
        ObjectNode says = receipt.putObject("says");
        ReceiptWords.of(grade).orElseThrow().forEach(says::put);
        receipt.put("leaf", base64(LEAF))
                .put("leafHash", HASH.hex())
                .put("payload", base64(PAYLOAD))
                .putObject("journal")
                .put("name", "node-1")
                .put("origin", ORIGIN)
                .put("vkey", signer().vkey())
                .put("href", "/journal/node-1")
                .put("certificate", TestOffice.base64(certificate));
        return receipt;
    }

    private ObjectNode promise(String... uses) {
        String text = "holdfast-promise-v1\n" + HASH.hex() + "\n" + TIME + "\n";
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(node.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return JsonMapper.shared()
                    .createObjectNode()
                    .put("time", TIME)
                    .put("signature", base64(signature.sign()))
                    .put("certificate", TestOffice.base64(office.certify("a node", node, uses)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
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
