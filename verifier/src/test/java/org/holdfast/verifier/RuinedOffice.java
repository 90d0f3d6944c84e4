// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Cosigner;
import org.holdfast.journal.Disk;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.TlogProof;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An office that is gone: what its mirrors held of its journals, and the receipts that it gave.
/// Made with the journal module from docs/formats.md, not by the office's code.
final class RuinedOffice {
    static final String SITE = "0011aabb";
    private static final int BATCH = 4_096;
    private static final int KEY_BYTES = 40;

    private final Path folder;
    private final TestOffice office = new TestOffice("kr-11110");
    private final KeyPair node = TestOffice.keys();
    private final X509Certificate nodeCertificate =
            office.certify("a node", node, CertificateUse.PROMISES.oid());
    private final Map<String, Origin> origins = new TreeMap<>();
    private final ArrayNode mirrors = JsonMapper.shared().createArrayNode();
    private final Map<String, Cosigner> cosigners = new TreeMap<>();
    private final ArrayNode listed = JsonMapper.shared().createArrayNode();
    private int made;

    RuinedOffice(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("receipts"));
    }

    /// One origin as the office had it: its key, and all its entries.
    static final class Origin {
        private final String name;
        private final NoteSigner signer;
        private final X509Certificate certificate;
        private final List<NewEntry> entries = new ArrayList<>();

        private Origin(String name, NoteSigner signer, X509Certificate certificate) {
            this.name = name;
            this.signer = signer;
            this.certificate = certificate;
        }

        String origin() {
            return signer.name();
        }

        String name() {
            return name;
        }

        List<NewEntry> entries() {
            return entries;
        }

        Hash leaf(int index) {
            return entries.get(index).leafHash();
        }

        /// The head of the first entries.
        Checkpoint head(int size) {
            List<Hash> leaves = entries.subList(0, size).stream().map(NewEntry::leafHash).toList();
            return new Checkpoint(
                    origin(), new org.holdfast.journal.TreeSize(size), MerkleTree.root(leaves));
        }

        SignedNote signed(Checkpoint head) {
            return signer.sign(head.text());
        }
    }

    /// The usual one: two starts of the central journal, one of the node's.
    static RuinedOffice usual(Path folder) throws IOException {
        RuinedOffice office = new RuinedOffice(folder);
        Origin first = office.origin("central", 1, Optional.empty(), 700);
        office.origin("central", 2, Optional.of(first.head(700)), 90);
        office.origin("node", 1, Optional.empty(), 600);
        return office;
    }

    Path folder() {
        return folder;
    }

    Path receipts() {
        return folder.resolve("receipts");
    }

    Origin origin(String name) {
        Origin origin = origins.get(name);
        if (origin == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return origin;
    }

    static String origin(String kind, int number) {
        return "holdfast.invalid/" + SITE + "/" + kind + "/" + number;
    }

    /// Opens an origin with so many entries, the opening counted.
    Origin origin(String kind, int number, Optional<Checkpoint> previous, int size) {
        Origin origin = unlisted(kind, number, previous, size);
        origins.put(origin.name(), origin);
        listed.addObject()
                .put("name", origin.name())
                .put("origin", origin.origin())
                .put("vkey", origin.signer.vkey())
                .put("certificate", TestOffice.base64(origin.certificate));
        return origin;
    }

    /// The same, that the trust file does not list.
    Origin unlisted(String kind, int number, Optional<Checkpoint> previous, int size) {
        return unlisted(origin(kind, number), kind, number, previous, size);
    }

    /// The first start of another site's journal under the same root: an opening and one entry.
    Origin foreign(String kind, int number, NewEntry entry) {
        String name = origin(kind, number).replace(SITE, "ffee0011");
        Origin origin = unlisted(name, kind, number, Optional.empty(), 1);
        origin.entries.add(entry);
        return origin;
    }

    private Origin unlisted(
            String name, String kind, int number, Optional<Checkpoint> previous, int size) {
        KeyPair pair = ed25519();
        X509Certificate certificate = office.certify(name, pair, CertificateUse.JOURNALS.oid());
        Origin origin =
                new Origin(
                        kind + "-" + number,
                        NoteSigner.of(name, pair.getPrivate(), pair.getPublic()),
                        certificate);
        origin.entries.add(opening(kind, number, origin, previous));
        for (int i = 1; i < size; i++) {
            origin.entries.add(entry(made++));
        }
        return origin;
    }

    private static NewEntry opening(
            String kind, int number, Origin origin, Optional<Checkpoint> previous) {
        ObjectNode facts =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("journal", kind)
                        .put("number", number)
                        .put("origin", origin.origin());
        previous.ifPresent(before ->
                facts.putObject("previous")
                        .put("origin", before.origin())
                        .put("root", before.root().hex())
                        .put("size", before.size().value()));
        facts.put("site", SITE).put("vkey", origin.signer.vkey());
        byte[] content = ("0".repeat(32) + facts).getBytes(StandardCharsets.UTF_8);
        byte[] der = Certificates.der(origin.certificate);
        CBORObject leaf =
                leaf("opening", number, content)
                        .Add(11, CBORObject.NewArray().Add(Certificates.sha256(der)));
        return new NewEntry(canonical(leaf), List.of(content, der));
    }

    /// An entry with payload, attachment and data key.
    static NewEntry entry(int number) {
        byte[] payload = ("payload of entry " + number).getBytes(StandardCharsets.UTF_8);
        byte[] attachment = ("attachment " + number).getBytes(StandardCharsets.UTF_8);
        CBORObject leaf =
                leaf("paper", 1, payload)
                        .Add(8, handle(number))
                        .Add(11, CBORObject.NewArray().Add(Certificates.sha256(attachment)))
                        .Add(12, handle(number));
        byte[] key = new byte[KEY_BYTES];
        ByteBuffer.wrap(key).putInt(number + 1);
        return new NewEntry(canonical(leaf), List.of(payload, attachment, key));
    }

    static CBORObject leaf(String type, long version, byte[] payload) {
        return CBORObject.NewMap()
                .Add(1, 1)
                .Add(2, type)
                .Add(3, TestOffice.ISSUED.getEpochSecond())
                .Add(4, "kr-11110")
                .Add(5, handle(7))
                .Add(6, version)
                .Add(9, Certificates.sha256(payload))
                .Add(10, Certificates.sha256(payload));
    }

    static byte[] canonical(CBORObject leaf) {
        return leaf.EncodeToBytes(new CBOREncodeOptions("ctap2canonical=true"));
    }

    private static byte[] handle(int number) {
        byte[] handle = new byte[16];
        ByteBuffer.wrap(handle).putInt(number);
        return handle;
    }

    /// A mirror that has every origin whole.
    Path mirror(String name) throws IOException {
        Map<String, Integer> sizes = new TreeMap<>();
        origins.forEach((origin, made) -> sizes.put(origin, made.entries().size()));
        return mirror(name, sizes);
    }

    /// A mirror that has the first entries of some origins.
    Path mirror(String name, Map<String, Integer> sizes) throws IOException {
        Cosigner cosigner = cosigner(name);
        for (Map.Entry<String, Integer> size : sizes.entrySet()) {
            Origin origin = origin(size.getKey());
            copy(name, origin, origin.entries().subList(0, size.getValue()), size.getValue())
                    .ifPresent(journal -> {
                        SignedNote note = journal.checkpoint().orElseThrow();
                        journal.adopt(note.with(List.of(cosigner.cosign(note, TestOffice.ISSUED))));
                        journal.close();
                    });
        }
        return folder.resolve(name);
    }

    Cosigner cosigner(String name) {
        return cosigners.computeIfAbsent(
                name,
                _ -> {
                    KeyPair pair = ed25519();
                    Cosigner made =
                            Cosigner.of(name + "/mirror", pair.getPrivate(), pair.getPublic());
                    KeyPair witness = ed25519();
                    mirrors.addObject()
                            .put("name", name)
                            .put("mirror", made.vkey())
                            .put(
                                    "witness",
                                    Cosigner.of(
                                                    name + "/witness",
                                                    witness.getPrivate(),
                                                    witness.getPublic())
                                            .vkey());
                    return made;
                });
    }

    /// Writes a copy of one origin, sealed up to a size; the journal stays open.
    Optional<JournalDirectory> copy(
            String place, Origin origin, Iterable<NewEntry> entries, int sealed)
            throws IOException {
        Path journals = Files.createDirectories(folder.resolve(place).resolve("journals"));
        JournalDirectory journal =
                JournalDirectory.create(
                        journals.resolve(origin.name()),
                        origin.origin(),
                        origin.signer.vkey(),
                        Disk.unforced());
        List<NewEntry> batch = new ArrayList<>();
        for (NewEntry entry : entries) {
            batch.add(entry);
            if (batch.size() == BATCH || batch.size() + journal.durableSize().value() == sealed) {
                journal.append(batch);
                batch.clear();
                if (journal.durableSize().value() == sealed) {
                    journal.seal(origin.signer);
                }
            }
        }
        journal.append(batch);
        return Optional.of(journal);
    }

    /// The trust file: root, origins and mirrors.
    String trust() {
        ObjectNode trust =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("format", "holdfast-trust-v1")
                        .put("made", TestOffice.ISSUED.toString())
                        .put("specimen", true);
        trust.putArray("roots").add(TestOffice.base64(office.root));
        trust.set("journals", listed);
        trust.set("mirrors", mirrors);
        return trust.toString();
    }

    /// A receipt with a proof under the head of a size; saved under a name.
    ObjectNode sealed(String file, Origin origin, int index, int size) throws IOException {
        ObjectNode receipt = receipt("sealed", origin, origin.entries().get(index));
        receipt.put("index", index).put("proof", proof(origin, index, size).text());
        save(file, receipt);
        return receipt;
    }

    /// A receipt of a promise, made at a time; saved under a name.
    ObjectNode promised(String file, Origin origin, NewEntry entry, Instant at) throws IOException {
        ObjectNode receipt = receipt("promised", origin, entry);
        receipt.set("promise", promise(entry.leafHash(), at));
        save(file, receipt);
        return receipt;
    }

    void save(String file, ObjectNode receipt) throws IOException {
        Files.writeString(receipts().resolve(file), receipt.toString());
    }

    TlogProof proof(Origin origin, int index, int size) throws IOException {
        String place = "proof-" + made++;
        try (JournalDirectory journal =
                copy(place, origin, origin.entries().subList(0, size), size).orElseThrow()) {
            return journal.proof(new EntryIndex(index));
        }
    }

    private ObjectNode receipt(String grade, Origin origin, NewEntry entry) {
        ObjectNode receipt = JsonMapper.shared().createObjectNode().put("grade", grade);
        ObjectNode says = receipt.putObject("says");
        ReceiptWords.of(grade).orElseThrow().forEach(says::put);
        receipt.put("leaf", base64(entry.entry()))
                .put("leafHash", entry.leafHash().hex())
                .put("payload", base64(entry.blobs().getFirst()))
                .putObject("journal")
                .put("name", origin.name())
                .put("origin", origin.origin())
                .put("vkey", origin.signer.vkey())
                .put("href", "/journal/" + origin.name())
                .put("certificate", TestOffice.base64(origin.certificate));
        return receipt;
    }

    private ObjectNode promise(Hash leaf, Instant at) {
        String text = "holdfast-promise-v1\n" + leaf.hex() + "\n" + at + "\n";
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(node.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return JsonMapper.shared()
                    .createObjectNode()
                    .put("time", at.toString())
                    .put("signature", base64(signature.sign()))
                    .put("certificate", TestOffice.base64(nodeCertificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Statement reconcile(Path... copies) throws IOException {
        return Reconciliation.of(
                new Reconciliation.Given(
                        List.of(copies),
                        Optional.of(receipts()),
                        TrustList.read(trust()),
                        "0".repeat(64)),
                TestOffice.NOW,
                Reconciliation.Progress.SILENT);
    }
}
