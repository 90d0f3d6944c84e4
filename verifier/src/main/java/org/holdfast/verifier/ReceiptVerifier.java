// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
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

/// Verifies the JSON of a receipt: leaf hash, payload, promise of the node, inclusion proof under a
/// signed checkpoint of a journal whose key chains to a trusted root, and every word beside them.
/// Everything that a receipt holds must be right, even where less would do; what it leaves out is
/// not claimed. Thread-safe.
public final class ReceiptVerifier {
    /// A receipt longer than this is not read.
    public static final int MAX_CHARS = 4 * 1024 * 1024;

    private static final int LEAF_TIME = 3;
    private static final int LEAF_PAYLOAD = 9;
    private static final int P1363_BYTES = 64;
    private static final String PROMISED = "promised";
    private static final String SEALED = "sealed";
    private static final String MIRRORED = "mirrored";
    private static final CBOREncodeOptions STRICT =
            new CBOREncodeOptions("allowduplicatekeys=false;resolvereferences=false");

    /// A leaf that was recomputed from its bytes.
    private record Leaf(Hash hash, Instant time, Optional<Hash> payload) {}

    private final SignatureSource source;

    /// Verifies through the JDK's providers.
    public ReceiptVerifier() {
        this(Optional.empty());
    }

    /// The same through a given provider where it knows the algorithm, for speed.
    public ReceiptVerifier(Optional<Provider> provider) {
        this.source = new SignatureSource(provider);
    }

    /// Says what this text is. Never throws for bad input.
    public ReceiptVerdict verify(String json, TrustList trust) {
        try {
            if (json.length() > MAX_CHARS) {
                throw new Refused(Reason.TOO_LARGE, json.length() + " characters");
            }
            return check(ReceiptForm.read(json), trust);
        } catch (JacksonException e) {
            return refused(Reason.RECEIPT_UNREADABLE, "not JSON");
        } catch (Refused e) {
            return refused(e.reason(), e.detail());
        }
    }

    /// The same, and when it is genuine what the receipt proves. Never throws for bad input.
    public ReceiptReading read(String json, TrustList trust) {
        ReceiptVerdict verdict = verify(json, trust);
        if (!verdict.isGenuine()) {
            return new ReceiptReading.NotProved(verdict);
        }
        try {
            ReceiptForm receipt = ReceiptForm.read(json);
            return new ReceiptReading.Proved(
                    verdict.grade(),
                    MerkleTree.leafHash(receipt.entry().leaf()),
                    receipt.entry().payload().isPresent(),
                    NoteVerifier.parse(receipt.journal().vkey()),
                    receipt.journal().certificate(),
                    receipt.place().map(place -> TlogProof.parse(place.proof())),
                    receipt.promise().map(ReceiptForm.Promise::time));
        } catch (Refused e) {
            throw new IllegalStateException("a receipt that was verified cannot be read", e);
        }
    }

    private ReceiptVerdict check(ReceiptForm receipt, TrustList trust) throws Refused {
        Leaf leaf = leaf(receipt.entry());
        mustHoldItsPayload(receipt.entry(), leaf);
        if (receipt.promise().isPresent()) {
            checkPromise(receipt.promise().get(), receipt.recovery(), leaf, trust);
        }
        NoteVerifier key = journal(receipt.journal(), leaf, trust);
        mustSayWhatItsGradeSays(receipt);
        if (receipt.place().isPresent()) {
            return sealed(receipt, receipt.place().get(), key, leaf, trust);
        }
        // A promise is nothing but the node key's word, at whatever time it names.
        Optional<Instant> since =
                receipt.promise().flatMap(promise -> trust.compromised(promise.certificate()));
        if (since.isPresent()) {
            throw PaperEvidence.unproved(since.get(), "a promise alone");
        }
        boolean bare = receipt.places().isEmpty() && !receipt.entry().erased();
        if (!receipt.grade().equals(PROMISED) || !bare) {
            throw claims("no proof for the grade");
        }
        return new ReceiptVerdict(
                Verdict.GENUINE,
                Reason.RECEIPT_PROMISED,
                PROMISED,
                List.of(),
                leaf.hash().hex(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    private static Leaf leaf(ReceiptForm.Entry entry) throws Refused {
        Hash hash = MerkleTree.leafHash(entry.leaf());
        if (!entry.leafHash().equals(hash.hex())) {
            throw new Refused(Reason.RECEIPT_LEAF_WRONG, "leaf hash");
        }
        try {
            CBORObject map = CBORObject.DecodeFromBytes(entry.leaf(), STRICT);
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

    private static void mustHoldItsPayload(ReceiptForm.Entry entry, Leaf leaf) throws Refused {
        if (entry.payload().isPresent()) {
            Hash found = Hash.of(Certificates.sha256(entry.payload().get()));
            if (!leaf.payload().equals(Optional.of(found))) {
                throw new Refused(Reason.RECEIPT_PAYLOAD_WRONG, "payload hash");
            }
        }
    }

    /// The promise: P-256 over the leaf hash and a time, by a node that a root certified for it.
    /// Its second form promises the sealed data key that stands beside it as well.
    private void checkPromise(
            ReceiptForm.Promise promise,
            Optional<ReceiptForm.Recovery> recovery,
            Leaf leaf,
            TrustList trust)
            throws Refused {
        X509Certificate node = promise.certificate();
        CertificateUse.PROMISES.require(node);
        if (!(node.getPublicKey() instanceof ECPublicKey)) {
            throw new Refused(Reason.JOURNAL_NOT_TRUSTED, "not a key for promises");
        }
        try {
            trust.chain(node, List.of(), at(node, leaf));
        } catch (Refused e) {
            throw new Refused(Reason.JOURNAL_NOT_TRUSTED, e.reason().code());
        }
        String said = leaf.hash().hex() + "\n" + promise.time() + "\n";
        String text =
                recovery.map(one ->
                                one.key() + "\n" + Hash.of(Certificates.sha256(one.sealed())).hex())
                        .map(sealed -> "holdfast-promise-v2\n" + said + sealed + "\n")
                        .orElse("holdfast-promise-v1\n" + said);
        String algorithm =
                promise.signature().length == P1363_BYTES
                        ? "SHA256withECDSAinP1363Format"
                        : "SHA256withECDSA";
        try {
            Signature check = source.of(algorithm);
            check.initVerify(node.getPublicKey());
            check.update(text.getBytes(StandardCharsets.UTF_8));
            if (check.verify(promise.signature())) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new Refused(Reason.RECEIPT_PROMISE_WRONG, "signature cannot be computed");
        }
        throw new Refused(Reason.RECEIPT_PROMISE_WRONG, algorithm);
    }

    /// The journal's key, once everything that the receipt says about the journal follows from its
    /// certificate: `holdfast.invalid/<site>/central/3` is called `central-3`.
    private static NoteVerifier journal(ReceiptForm.Journal journal, Leaf leaf, TrustList trust)
            throws Refused {
        X509Certificate certificate = journal.certificate();
        NoteVerifier key = trust.journalKey(journal.origin(), certificate, at(certificate, leaf));
        String[] parts = journal.origin().split("/", -1);
        String name = parts[Math.max(0, parts.length - 2)] + "-" + parts[parts.length - 1];
        if (!journal.vkey().equals(key.vkey())
                || !journal.name().equals(name)
                || !journal.href().equals("/journal/" + name)) {
            throw claims("the journal's name, href or vkey is not the certificate's");
        }
        return key;
    }

    private static void mustSayWhatItsGradeSays(ReceiptForm receipt) throws Refused {
        boolean erased = receipt.entry().erased();
        if (!ReceiptWords.of(receipt.grade(), erased).equals(Optional.of(receipt.says()))) {
            throw claims("not the words of the grade");
        }
    }

    private ReceiptVerdict sealed(
            ReceiptForm receipt,
            ReceiptForm.Place place,
            NoteVerifier key,
            Leaf leaf,
            TrustList trust)
            throws Refused {
        TlogProof proof;
        Checkpoint head;
        try {
            proof = TlogProof.parse(place.proof());
            head = proof.verify(leaf.hash(), key.through(source.given()));
        } catch (JournalRefusal e) {
            throw new Refused(Reason.RECEIPT_PROOF_WRONG, e.reason().name());
        }
        if (place.index() != proof.index().value()) {
            throw new Refused(Reason.RECEIPT_PROOF_WRONG, "receipt names another index");
        }
        if (proof.extra().isPresent()) {
            throw claims("the proof holds bytes that nothing vouches for");
        }
        Optional<Instant> since = trust.compromised(receipt.journal().certificate());
        if (since.isPresent()
                && !trust.mirrors().sawBefore(proof.checkpoint(), since.get(), trust)) {
            throw PaperEvidence.unproved(since.get(), "too few places saw it before");
        }
        List<String> places = List.of();
        if (receipt.grade().equals(MIRRORED)) {
            places =
                    trust.mirrors()
                            .enough(
                                    receipt.places(),
                                    proof.checkpoint(),
                                    trust.compromises(),
                                    source);
        } else if (!receipt.grade().equals(SEALED) || !receipt.places().isEmpty()) {
            throw claims("another grade than the proof gives");
        }
        return new ReceiptVerdict(
                Verdict.GENUINE,
                reason(receipt.entry().erased(), places),
                places.isEmpty() ? SEALED : MIRRORED,
                places,
                leaf.hash().hex(),
                Optional.of(key.name()),
                Optional.of(place.index()),
                Map.of("treeSize", Long.toString(head.size().value())));
    }

    private static Reason reason(boolean erased, List<String> places) {
        if (erased) {
            return Reason.RECEIPT_ERASED;
        }
        return places.isEmpty() ? Reason.RECEIPT_SEALED : Reason.RECEIPT_MIRRORED;
    }

    /// An entry may be carried over into a journal whose key was certified a little later, so a
    /// path is checked for the later of both times.
    private static Instant at(X509Certificate certificate, Leaf leaf) {
        Instant from = certificate.getNotBefore().toInstant();
        return leaf.time().isBefore(from) ? from : leaf.time();
    }

    private static Refused claims(String detail) {
        return new Refused(Reason.RECEIPT_CLAIMS_WRONG, detail);
    }

    private static ReceiptVerdict refused(Reason reason, String detail) {
        return new ReceiptVerdict(
                reason.verdict(),
                reason,
                "",
                List.of(),
                "",
                Optional.empty(),
                Optional.empty(),
                detail.isEmpty() ? Map.of() : Map.of("detail", detail));
    }
}
