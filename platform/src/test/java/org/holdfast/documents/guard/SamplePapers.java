// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import com.upokecenter.cbor.CBORObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.holdfast.documents.FinishedPaper;
import org.holdfast.documents.IssueNumber;
import org.holdfast.documents.PaperBinding;
import org.holdfast.documents.PaperOrder;
import org.holdfast.documents.PdfDocuments;
import org.holdfast.documents.UnprintableName;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.TlogProof;
import org.holdfast.journal.TreeSize;
import org.holdfast.keys.Seals;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.verifier.CertificateUse;
import org.holdfast.verifier.ReceiptWords;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the papers, receipts and trust file of `samples/`, and the papers that other people's
/// judges look at. All of them are specimens under a root that is thrown away.
public final class SamplePapers {
    static final Instant ISSUED = Instant.parse("2026-03-02T01:00:00Z");
    static final Path PACKS = Path.of(System.getProperty("holdfast.home", "..")).resolve("packs");
    static final List<String> LAYOUTS =
            List.of("kr.resident-transcript", "kr.resident-abstract", "jp.residence-certificate");
    private static final String ORIGIN = "holdfast.invalid/5a3b1e00/node/1";

    private final TestSeals seals = new TestSeals();

    /// Writes all samples into a folder.
    public static void main(String[] arguments) throws IOException {
        new SamplePapers().write(Path.of(arguments[0]));
    }

    TestSeals seals() {
        return seals;
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String layout : LAYOUTS) {
            Files.write(folder.resolve("genuine-" + layout + ".pdf"), paper(seals, layout).pdf());
        }
        FinishedPaper paper = paper(seals, LAYOUTS.getFirst());
        Files.writeString(folder.resolve("genuine-seal.txt"), paper.sealText() + "\n");
        Files.write(folder.resolve("altered-byte.pdf"), alteredByte(paper.pdf()));
        Files.write(folder.resolve("altered-shadowed-page.pdf"), shadowed(paper.pdf()));
        Files.write(
                folder.resolve("foreign-root.pdf"),
                paper(new TestSeals(), LAYOUTS.getFirst()).pdf());
        KeyPair journal = ed25519();
        X509Certificate certificate =
                seals.certify(ORIGIN, journal.getPublic(), CertificateUse.JOURNALS);
        KeyPair node = TestSeals.keys();
        X509Certificate promising =
                seals.certify("Holdfast node", node.getPublic(), CertificateUse.PROMISES);
        Files.writeString(folder.resolve("trust.json"), trust(journal, certificate, promising));
        ObjectNode receipt = receipt(journal, certificate);
        receipt.set("promise", promise(node, promising, receipt));
        Files.writeString(folder.resolve("genuine-receipt.json"), receipt.toPrettyString() + "\n");
    }

    static FinishedPaper paper(TestSeals seals, String layout) {
        return paper(seals, layout, ISSUED);
    }

    static FinishedPaper paper(Seals seals, String layout, Instant issued) {
        boolean korean = layout.startsWith("kr");
        String office = korean ? "kr-11110" : "jp-131148";
        IssueNumber number =
                IssueNumber.of(office, new byte[] {9, 8, 7, 6, 5, 4, (byte) layout.length()});
        PaperOrder order =
                new PaperOrder(
                        new PaperBinding("subject", "operation", office, layout),
                        layout,
                        facts(layout),
                        number,
                        "b7e0c5d2a90f41d38c6e17f2a4b5c6d7",
                        issued,
                        issued,
                        true,
                        ZoneId.of(korean ? "Asia/Seoul" : "Asia/Tokyo"));
        PdfDocuments documents =
                new PdfDocuments(PACKS, seals, code -> officeName(korean), new SecureRandom());
        return switch (documents.make(order)) {
            case FinishedPaper paper -> paper;
            case UnprintableName name -> throw new IllegalStateException(name.field());
        };
    }

    static String officeName(boolean korean) {
        return korean ? "서울특별시 종로구" : "東京都中野区";
    }

    static ObjectNode facts(String layout) {
        try {
            Path file = PACKS.resolve(layout.replaceFirst("\\.", "/"));
            return CanonicalJson.parse(Files.readAllBytes(file.resolve("printed.example.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] alteredByte(byte[] pdf) {
        byte[] altered = pdf.clone();
        altered[pdf.length / 3] ^= 1;
        return altered;
    }

    private static byte[] shadowed(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            document.getPage(0).setRotation(180);
            document.getPage(0).getCOSObject().setNeedToBeUpdated(true);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.saveIncremental(out);
            return out.toByteArray();
        }
    }

    private String trust(KeyPair journal, X509Certificate certificate, X509Certificate promising) {
        ObjectNode trust = CanonicalJson.parse("{}".getBytes(StandardCharsets.UTF_8));
        trust.put("format", "holdfast-trust-v1").put("made", ISSUED.toString());
        trust.put("specimen", true).putArray("roots").add(base64(seals.root));
        ArrayNode keys = trust.putArray("seals");
        for (var seal : seals.all()) {
            keys.addObject()
                    .put("office", seal.office().value())
                    .put("name", officeName(seal.office().value().startsWith("kr")))
                    .put("kid", seals.of(seal.office()).id().hex())
                    .put("certificate", base64(seal.certificate()));
        }
        trust.putArray("journals")
                .addObject()
                .put("name", "node-1")
                .put("origin", ORIGIN)
                .put("vkey", signer(journal).vkey())
                .put("certificate", base64(certificate));
        trust.putArray("nodes").addObject().put("certificate", base64(promising));
        return trust.toPrettyString() + "\n";
    }

    private ObjectNode receipt(KeyPair journal, X509Certificate certificate) {
        byte[] payload = "not readable without its key".getBytes(StandardCharsets.UTF_8);
        byte[] leaf =
                CBORObject.NewMap()
                        .Add(1, 1)
                        .Add(2, "paper")
                        .Add(3, ISSUED.getEpochSecond())
                        .Add(4, "kr-11110")
                        .Add(9, sha256(payload))
                        .EncodeToBytes();
        Hash hash = MerkleTree.leafHash(leaf);
        Hash opening = MerkleTree.leafHash(new byte[] {0});
        Checkpoint head =
                new Checkpoint(ORIGIN, new TreeSize(2), MerkleTree.nodeHash(opening, hash));
        TlogProof proof =
                new TlogProof(
                        Optional.empty(),
                        new EntryIndex(1),
                        List.of(opening),
                        signer(journal).sign(head.text()));
        ObjectNode receipt = CanonicalJson.parse("{}".getBytes(StandardCharsets.UTF_8));
        receipt.put("grade", "sealed");
        ObjectNode words = receipt.putObject("says");
        Map<String, String> says = ReceiptWords.of("sealed").orElseThrow();
        List.of("ko", "ja", "en").forEach(language -> words.put(language, says.get(language)));
        receipt.put("leaf", Base64.getEncoder().encodeToString(leaf));
        receipt.put("leafHash", hash.hex());
        receipt.put("index", 1);
        receipt.put("payload", Base64.getEncoder().encodeToString(payload));
        receipt.putObject("journal")
                .put("name", "node-1")
                .put("origin", ORIGIN)
                .put("vkey", signer(journal).vkey())
                .put("href", "/journal/node-1")
                .put("certificate", base64(certificate));
        return receipt.put("proof", proof.text());
    }

    private static ObjectNode promise(KeyPair node, X509Certificate promising, ObjectNode receipt) {
        String leaf = receipt.required("leafHash").stringValue();
        String text = "holdfast-promise-v1\n" + leaf + "\n" + ISSUED + "\n";
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(node.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            ObjectNode promise = CanonicalJson.parse("{}".getBytes(StandardCharsets.UTF_8));
            return promise.put("time", ISSUED.toString())
                    .put("signature", Base64.getEncoder().encodeToString(signature.sign()))
                    .put("certificate", base64(promising));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static NoteSigner signer(KeyPair journal) {
        return NoteSigner.of(ORIGIN, journal.getPrivate(), journal.getPublic());
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// All texts inside facts, for an expectation that allows whatever was ordered.
    static List<String> texts(tools.jackson.databind.JsonNode facts) {
        List<String> texts = new ArrayList<>();
        if (facts.isString()) {
            texts.add(facts.asString());
        }
        facts.forEach(child -> texts.addAll(texts(child)));
        return texts;
    }
}
