// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Cosigner;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.TlogProof;
import org.holdfast.journal.TreeSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is left of papers and receipts once a key is in other hands: three mirrors, of which two
/// are enough, and a forger who has the key and writes any time he likes.
final class CompromisedKeyTest {
    private static final Instant SINCE = TestOffice.ISSUED.plus(Duration.ofDays(10));
    private static final Instant BEFORE = SINCE.minus(Duration.ofDays(1));
    private static final TestReceipts GIVEN = new TestReceipts();

    private final TestOffice office = GIVEN.office();
    private final List<KeyPair> mirrors = List.of(ed25519(), ed25519(), ed25519());
    private final List<KeyPair> witnesses = List.of(ed25519(), ed25519(), ed25519());
    private final List<PublicKey> compromised = new ArrayList<>();
    private final PaperVerifier papers = new PaperVerifier(InstantSource.fixed(TestOffice.NOW));

    private static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Cosigner cosigner(KeyPair pair, int place, String use) {
        return Cosigner.of("m" + place + "/" + use, pair.getPrivate(), pair.getPublic());
    }

    private ObjectNode trustFile() {
        ObjectNode file = (ObjectNode) JsonMapper.shared().readTree(office.trustJson());
        ArrayNode places = file.putArray("mirrors");
        for (int i = 0; i < 3; i++) {
            places.addObject()
                    .put("name", "m" + i)
                    .put("mirror", cosigner(mirrors.get(i), i, "mirror").vkey())
                    .put("witness", cosigner(witnesses.get(i), i, "witness").vkey());
        }
        ArrayNode stated = file.putArray("compromised");
        compromised.forEach(key -> stated.add(statement(key, SINCE, office.rootKey)));
        return file;
    }

    private TrustList trust() {
        return TrustList.read(trustFile().toString());
    }

    private static ObjectNode statement(PublicKey key, Instant since, KeyPair root) {
        String name = Compromises.keyName(key);
        Instant made = TestOffice.NOW;
        try {
            Signature signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(root.getPrivate());
            signing.update(Compromises.text(name, since, made));
            return JsonMapper.shared()
                    .createObjectNode()
                    .put("key", name)
                    .put("since", since.toString())
                    .put("made", made.toString())
                    .put("signature", Base64.getEncoder().encodeToString(signing.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A receipt of an entry in a tree of two, cosigned by the first places at a time.
    private String receipt(byte[] leaf, int places, Instant at, String use) {
        Hash first = MerkleTree.leafHash(new byte[] {1});
        Hash hash = MerkleTree.leafHash(leaf);
        Checkpoint head =
                new Checkpoint(
                        TestReceipts.ORIGIN, new TreeSize(2), MerkleTree.nodeHash(first, hash));
        KeyPair journal = GIVEN.journal();
        SignedNote note =
                NoteSigner.of(TestReceipts.ORIGIN, journal.getPrivate(), journal.getPublic())
                        .sign(head.text());
        for (int i = 0; i < places; i++) {
            KeyPair pair = use.equals("mirror") ? mirrors.get(i) : witnesses.get(i);
            note = note.with(List.of(cosigner(pair, i, use).cosign(note, at)));
        }
        ObjectNode receipt = GIVEN.sealed();
        receipt.remove(List.of("payload", "promise"));
        receipt.put("leaf", Base64.getEncoder().encodeToString(leaf));
        receipt.put("leafHash", hash.hex());
        receipt.put(
                "proof",
                new TlogProof(Optional.empty(), new EntryIndex(1), List.of(first), note).text());
        return receipt.toString();
    }

    private static byte[] leaf(String type, byte[] content) {
        return CBORObject.NewMap()
                .Add(1, 1)
                .Add(2, type)
                .Add(3, TestOffice.ISSUED.getEpochSecond())
                .Add(9, new byte[32])
                .Add(10, Certificates.sha256(content))
                .EncodeToBytes();
    }

    private Reason receiptReason(String receipt) {
        return new ReceiptVerifier().verify(receipt, trust()).reason();
    }

    @ParameterizedTest
    @CsvSource({
        "2, -86400, mirror, RECEIPT_SEALED",
        "3, -301, witness, RECEIPT_SEALED",
        "2, -300, mirror, KEY_COMPROMISED",
        "3, 1, mirror, KEY_COMPROMISED",
        "1, -86400, mirror, KEY_COMPROMISED",
        "0, 0, mirror, KEY_COMPROMISED"
    })
    void aReceiptOfACompromisedJournalCountsByWhatEnoughPlacesSawBefore(
            int places, long seconds, String use, Reason expected) {
        String receipt =
                receipt(leaf("paper", new byte[0]), places, SINCE.plusSeconds(seconds), use);
        assertThat(receiptReason(receipt)).isEqualTo(Reason.RECEIPT_SEALED);
        compromised.add(GIVEN.journal().getPublic());
        assertThat(receiptReason(receipt)).isEqualTo(expected);
        assertThat(
                        expected.verdict() == Verdict.GENUINE
                                || expected.verdict() == Verdict.COMPROMISED)
                .isTrue();
    }

    /// The forger has two mirrors' keys as well, and back-dates what they cosign.
    @Test
    void aPlaceWhoseOwnKeyIsCompromisedSawNothing() {
        compromised.add(GIVEN.journal().getPublic());
        String receipt = receipt(leaf("paper", new byte[0]), 2, BEFORE, "mirror");
        assertThat(receiptReason(receipt)).isEqualTo(Reason.RECEIPT_SEALED);
        compromised.add(mirrors.get(1).getPublic());
        assertThat(receiptReason(receipt)).isEqualTo(Reason.KEY_COMPROMISED);
    }

    @Test
    void aReceiptFallsToSealedWhenAPlaceThatItNamesIsCompromised() throws Exception {
        ObjectNode mirrored =
                (ObjectNode)
                        JsonMapper.shared()
                                .readTree(receipt(leaf("paper", new byte[0]), 2, BEFORE, "mirror"));
        mirrored.put("grade", "mirrored").putArray("places").add("m0").add("m1");
        ReceiptWords.of("mirrored").orElseThrow().forEach(mirrored.putObject("says")::put);
        ReceiptVerifier verifier = new ReceiptVerifier();
        assertThat(verifier.verify(mirrored.toString(), trust()).grade()).isEqualTo("mirrored");
        compromised.add(mirrors.get(0).getPublic());
        ReceiptVerdict verdict = verifier.verify(mirrored.toString(), trust());
        assertThat(verdict.grade()).isEqualTo("sealed");
        assertThat(verdict.isGenuine()).isTrue();
    }

    @Test
    void aPromiseByACompromisedKeyIsNothingAndAProofBesideItStands() {
        ObjectNode promised = GIVEN.promised();
        ObjectNode sealed = GIVEN.sealed();
        assertThat(receiptReason(promised.toString())).isEqualTo(Reason.RECEIPT_PROMISED);
        compromised.add(GIVEN.node().getPublic());
        assertThat(receiptReason(promised.toString())).isEqualTo(Reason.KEY_COMPROMISED);
        assertThat(receiptReason(sealed.toString())).isEqualTo(Reason.RECEIPT_SEALED);
    }

    @Test
    void withoutMirrorsNobodySawAnything() {
        compromised.add(GIVEN.journal().getPublic());
        ObjectNode file = trustFile();
        file.remove("mirrors");
        String receipt = receipt(leaf("paper", new byte[0]), 3, BEFORE, "mirror");
        assertThat(new ReceiptVerifier().verify(receipt, TrustList.read(file.toString())).reason())
                .isEqualTo(Reason.KEY_COMPROMISED);
    }

    @Test
    void onlyARootOfTheFileStatesItAndOnlyOfItsOwnKeys() {
        KeyPair stranger = TestOffice.keys();
        ObjectNode file = trustFile();
        ((ArrayNode) file.path("compromised"))
                .add(statement(GIVEN.journal().getPublic(), SINCE, stranger));
        assertThatThrownBy(() -> TrustList.read(file.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no root");
        compromised.add(GIVEN.journal().getPublic());
        ObjectNode later = trustFile();
        ((ObjectNode) later.path("compromised").get(0))
                .put("since", SINCE.plus(Duration.ofDays(9)).toString());
        assertThatThrownBy(() -> TrustList.read(later.toString()))
                .isInstanceOf(IllegalArgumentException.class);
        compromised.clear();
        TestOffice other = new TestOffice("jp-131148");
        ObjectNode both = trustFile();
        ((ArrayNode) both.path("roots")).add(TestOffice.base64(other.root));
        ((ArrayNode) both.path("compromised"))
                .add(statement(GIVEN.journal().getPublic(), SINCE, other.rootKey));
        String receipt = receipt(leaf("paper", new byte[0]), 0, BEFORE, "mirror");
        assertThat(new ReceiptVerifier().verify(receipt, TrustList.read(both.toString())).reason())
                .isEqualTo(Reason.RECEIPT_SEALED);
    }

    private static byte[] content(byte[] pdf, String id) {
        String json =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("id", id)
                        .put("pdfSha256", HexFormat.of().formatHex(Certificates.sha256(pdf)))
                        .toString();
        return ("s".repeat(32) + json).getBytes(StandardCharsets.UTF_8);
    }

    private PaperEvidence evidence(byte[] pdf, int places, Instant at) {
        byte[] content = content(pdf, "entry-1");
        return new PaperEvidence(receipt(leaf("paper", content), places, at, "mirror"), content);
    }

    private Reason paperReason(byte[] pdf, Optional<PaperEvidence> evidence) {
        return papers.verify(pdf, trust(), Optional.empty(), (_, _) -> evidence).reason();
    }

    @Test
    void aPaperOfACompromisedSealStandsByEvidenceAlone() {
        byte[] pdf = office.paper("1");
        assertThat(paperReason(pdf, Optional.empty())).isEqualTo(Reason.VALID);
        compromised.add(office.key.getPublic());
        PaperVerdict without = papers.verify(pdf, trust(), Optional.empty());
        assertThat(without.reason()).isEqualTo(Reason.KEY_COMPROMISED);
        assertThat(without.verdict()).isEqualTo(Verdict.COMPROMISED);
        assertThat(without.details().get("detail")).contains(SINCE.toString());
        PaperEvidence good = evidence(pdf, 2, BEFORE);
        assertThat(paperReason(pdf, Optional.of(good))).isEqualTo(Reason.VALID);
        PaperEvidence kept = PaperEvidence.read(good.json().toString());
        assertThat(paperReason(pdf, Optional.of(kept))).isEqualTo(Reason.VALID);
        assertThat(
                        new SealVerifier(InstantSource.fixed(TestOffice.NOW))
                                .verify(office.seal("1"), trust())
                                .reason())
                .isEqualTo(Reason.KEY_COMPROMISED);
    }

    /// The forger has seal and journal and makes everything as of before; what he cannot make is a
    /// mirror's cosignature with an earlier time.
    @Test
    void aForgerWhoBackDatesIsNotBelieved() {
        byte[] genuine = office.paper("1");
        byte[] forged = office.paper("2");
        compromised.add(office.key.getPublic());
        compromised.add(GIVEN.journal().getPublic());
        PaperEvidence stolen = evidence(genuine, 2, BEFORE);
        assertThat(paperReason(genuine, Optional.of(stolen))).isEqualTo(Reason.VALID);
        PaperEvidence own = evidence(forged, 0, BEFORE);
        PaperEvidence later = evidence(forged, 3, SINCE.plusSeconds(60));
        PaperEvidence swapped = new PaperEvidence(stolen.receipt(), content(forged, "entry-1"));
        byte[] otherId = content(forged, "entry-2");
        PaperEvidence another =
                new PaperEvidence(receipt(leaf("paper", otherId), 3, BEFORE, "mirror"), otherId);
        byte[] content = content(forged, "entry-1");
        PaperEvidence look =
                new PaperEvidence(receipt(leaf("look", content), 3, BEFORE, "mirror"), content);
        PaperEvidence promise = new PaperEvidence(GIVEN.promised().toString(), content);
        PaperEvidence nothing = new PaperEvidence("{}", new byte[0]);
        for (PaperEvidence one :
                List.of(stolen, own, later, swapped, another, look, promise, nothing)) {
            assertThat(paperReason(forged, Optional.of(one))).isEqualTo(Reason.KEY_COMPROMISED);
        }
    }
}
