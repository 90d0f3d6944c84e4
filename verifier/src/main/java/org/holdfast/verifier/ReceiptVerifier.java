// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.TlogProof;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Verifies the JSON of a receipt: leaf hash, payload, promise of the node, inclusion proof under a
/// signed checkpoint of a journal whose key chains to a trusted root. Everything that a receipt
/// holds must be right, even where less would do. Thread-safe.
public final class ReceiptVerifier {
    /// A receipt longer than this is not read.
    public static final int MAX_CHARS = 4 * 1024 * 1024;

    private static final int LEAF_TIME = 3;
    private static final int LEAF_PAYLOAD = 9;
    private static final int P1363_BYTES = 64;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final CBOREncodeOptions STRICT =
            new CBOREncodeOptions("allowduplicatekeys=false;resolvereferences=false");

    /// A leaf that was recomputed from its bytes.
    private record Leaf(Hash hash, Instant time, Optional<Hash> payload) {}

    /// Says what this text is. Never throws for bad input.
    public ReceiptVerdict verify(String json, TrustList trust) {
        try {
            if (json.length() > MAX_CHARS) {
                throw new Refused(Reason.TOO_LARGE, json.length() + " characters");
            }
            return check(JSON.readTree(json), trust);
        } catch (JacksonException e) {
            return refused(Reason.RECEIPT_UNREADABLE, "not JSON");
        } catch (Refused e) {
            return refused(e.reason(), e.detail());
        }
    }

    private static ReceiptVerdict check(JsonNode receipt, TrustList trust) throws Refused {
        Leaf leaf = leaf(receipt);
        mustHoldItsPayload(receipt, leaf);
        JsonNode promise = receipt.path("promise");
        if (!promise.isMissingNode() && !promise.isNull()) {
            checkPromise(promise, leaf, trust);
        }
        String proof = receipt.path("proof").asString("");
        if (!proof.isEmpty()) {
            return sealed(receipt, proof, leaf, trust);
        }
        if (promise.isMissingNode() || promise.isNull()) {
            throw new Refused(Reason.RECEIPT_UNREADABLE, "neither promise nor proof");
        }
        return new ReceiptVerdict(
                Verdict.GENUINE,
                Reason.RECEIPT_PROMISED,
                "promised",
                leaf.hash().hex(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private static Leaf leaf(JsonNode receipt) throws Refused {
        byte[] bytes = base64(receipt.path("leaf").asString(""));
        Hash hash = MerkleTree.leafHash(bytes);
        String claimed = receipt.path("leafHash").asString("");
        if (bytes.length == 0 || claimed.isEmpty()) {
            throw new Refused(Reason.RECEIPT_UNREADABLE, "no leaf");
        }
        if (!claimed.equals(hash.hex()) && !claimed.equals(hash.base64())) {
            throw new Refused(Reason.RECEIPT_LEAF_WRONG, "leaf hash");
        }
        try {
            CBORObject map = CBORObject.DecodeFromBytes(bytes, STRICT);
            CBORObject time = map.get(CBORObject.FromObject(LEAF_TIME));
            CBORObject payload = map.get(CBORObject.FromObject(LEAF_PAYLOAD));
            Optional<Hash> payloadHash =
                    payload == null
                            ? Optional.empty()
                            : Optional.of(Hash.of(payload.GetByteString()));
            return new Leaf(hash, Instant.ofEpochSecond(time.AsInt64Value()), payloadHash);
        } catch (RuntimeException e) {
            throw new Refused(Reason.RECEIPT_LEAF_WRONG, "leaf is not an entry");
        }
    }

    private static void mustHoldItsPayload(JsonNode receipt, Leaf leaf) throws Refused {
        String payload = receipt.path("payload").asString("");
        if (payload.isEmpty()) {
            return;
        }
        Hash found = Hash.of(Certificates.sha256(base64(payload)));
        if (!leaf.payload().equals(Optional.of(found))) {
            throw new Refused(Reason.RECEIPT_PAYLOAD_WRONG, "payload hash");
        }
    }

    /// The promise: P-256 over the leaf hash and a time, by a node that a root certified.
    private static void checkPromise(JsonNode promise, Leaf leaf, TrustList trust) throws Refused {
        X509Certificate node = certificate(promise.path("certificate").asString(""));
        chain(node, leaf, trust);
        String text =
                "holdfast-promise-v1\n"
                        + leaf.hash().hex()
                        + "\n"
                        + promise.path("time").asString("")
                        + "\n";
        byte[] signature = base64(promise.path("signature").asString(""));
        String algorithm =
                signature.length == P1363_BYTES
                        ? "SHA256withECDSAinP1363Format"
                        : "SHA256withECDSA";
        try {
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(node.getPublicKey());
            check.update(text.getBytes(StandardCharsets.UTF_8));
            if (check.verify(signature)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new Refused(Reason.RECEIPT_PROMISE_WRONG, "signature cannot be computed");
        }
        throw new Refused(Reason.RECEIPT_PROMISE_WRONG, algorithm);
    }

    private static ReceiptVerdict sealed(
            JsonNode receipt, String proofText, Leaf leaf, TrustList trust) throws Refused {
        JsonNode journal = receipt.path("journal");
        String origin = journal.path("origin").asString("");
        X509Certificate certificate = certificate(journal.path("certificate").asString(""));
        chain(certificate, leaf, trust);
        if (!Certificates.commonName(certificate).equals(origin)) {
            throw new Refused(Reason.JOURNAL_NOT_TRUSTED, "certificate names another journal");
        }
        try {
            TlogProof proof = TlogProof.parse(proofText);
            NoteVerifier key = NoteVerifier.of(origin, certificate.getPublicKey());
            Checkpoint head = proof.verify(leaf.hash(), key);
            long index = proof.index().value();
            JsonNode named = receipt.path("index");
            if (named.isNumber() && named.asLong() != index) {
                throw new Refused(Reason.RECEIPT_PROOF_WRONG, "receipt names another index");
            }
            return new ReceiptVerdict(
                    Verdict.GENUINE,
                    Reason.RECEIPT_SEALED,
                    "sealed",
                    leaf.hash().hex(),
                    Optional.of(origin),
                    Optional.of(index),
                    Map.of("treeSize", Long.toString(head.size().value())));
        } catch (JournalRefusal e) {
            throw new Refused(Reason.RECEIPT_PROOF_WRONG, e.reason().name());
        }
    }

    /// An entry may be carried over into a journal whose key was certified a little later, so the
    /// path is checked for the later of both times.
    private static void chain(X509Certificate certificate, Leaf leaf, TrustList trust)
            throws Refused {
        Instant from = certificate.getNotBefore().toInstant();
        Instant at = leaf.time().isBefore(from) ? from : leaf.time();
        try {
            trust.chain(certificate, List.of(), at);
        } catch (Refused e) {
            throw new Refused(Reason.JOURNAL_NOT_TRUSTED, e.reason().code());
        }
    }

    private static X509Certificate certificate(String base64) throws Refused {
        try {
            return TrustList.certificate(base64);
        } catch (CertificateException e) {
            throw new Refused(Reason.RECEIPT_UNREADABLE, "certificate");
        }
    }

    private static byte[] base64(String text) throws Refused {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(Reason.RECEIPT_UNREADABLE, "not base64");
        }
    }

    private static ReceiptVerdict refused(Reason reason, String detail) {
        return new ReceiptVerdict(
                reason.verdict(),
                reason,
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                detail.isEmpty() ? Map.of() : Map.of("detail", detail));
    }
}
