// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Disk;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.NoteSigner;
import org.holdfast.verifier.CertificateUse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The journals of an office in a folder, with a root of its own; written from docs/formats.md and
/// not by the office's code.
final class PretendOffice {
    static final String SITE = "0badcafe";
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final int BATCH = 4_096;

    private final Path data;
    private final KeyPair rootKey = pair("EC");
    private final X509Certificate root = certify("test root", rootKey.getPublic(), "");
    private final ArrayNode listed = JsonMapper.shared().createArrayNode();
    private int operations;

    PretendOffice(Path data) throws IOException {
        this.data = data;
        Files.createDirectories(journals());
    }

    /// What an origin ended with.
    record Ended(Checkpoint head, Hash opening) {}

    Path data() {
        return data;
    }

    Path journals() {
        return data.resolve("journals");
    }

    /// The usual office: two starts of the central journal, one of the node's.
    static PretendOffice usual(Path data) throws IOException {
        PretendOffice office = new PretendOffice(data);
        Ended first = office.origin("central", 1, Optional.empty(), office.entries(300));
        office.origin("central", 2, Optional.of(first), office.entries(20));
        office.origin("node", 1, Optional.empty(), office.entries(40));
        office.writeTrust();
        return office;
    }

    static String origin(String kind, int number) {
        return "holdfast.invalid/" + SITE + "/" + kind + "/" + number;
    }

    /// Makes and seals one origin.
    Ended origin(String kind, int number, Optional<Ended> previous, Iterable<NewEntry> entries) {
        String origin = origin(kind, number);
        KeyPair pair = pair("Ed25519");
        NoteSigner signer = NoteSigner.of(origin, pair.getPrivate(), pair.getPublic());
        X509Certificate certificate = certifyJournal(kind, number, signer, pair.getPublic());
        ObjectNode facts =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("journal", kind)
                        .put("number", number)
                        .put("origin", origin);
        previous.ifPresent(before ->
                facts.putObject("previous")
                        .put("origin", before.head().origin())
                        .put("root", before.head().root().hex())
                        .put("size", before.head().size().value()));
        facts.put("site", SITE).put("vkey", signer.vkey());
        byte[] content = ("0".repeat(32) + facts).getBytes(StandardCharsets.UTF_8);
        byte[] der = Base64.getDecoder().decode(base64(certificate));
        CBORObject leaf = leaf("opening", number, content).Add(11, list(der));
        previous.ifPresent(before -> leaf.Add(7, before.opening().bytes()));
        NewEntry opening = new NewEntry(canonical(leaf), List.of(content, der));
        return new Ended(
                write(kind + "-" + number, signer, opening, entries),
                MerkleTree.leafHash(opening.entry()));
    }

    private Checkpoint write(
            String name, NoteSigner signer, NewEntry opening, Iterable<NewEntry> entries) {
        try (JournalDirectory journal =
                JournalDirectory.create(
                        journals().resolve(name), signer.name(), signer.vkey(), Disk.unforced())) {
            List<NewEntry> batch = new ArrayList<>(List.of(opening));
            for (NewEntry entry : entries) {
                batch.add(entry);
                if (batch.size() == BATCH) {
                    journal.append(batch);
                    batch.clear();
                }
            }
            journal.append(batch);
            return journal.seal(signer);
        }
    }

    /// Certifies a key that may never be used: a start that died.
    X509Certificate certifyJournal(String kind, int number, NoteSigner signer, PublicKey key) {
        String origin = origin(kind, number);
        X509Certificate certificate = certify(origin, key, CertificateUse.JOURNALS.oid());
        listed.addObject()
                .put("name", kind + "-" + number)
                .put("origin", origin)
                .put("vkey", signer.vkey())
                .put("certificate", base64(certificate));
        return certificate;
    }

    List<NewEntry> entries(int count) {
        List<NewEntry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(entry(operations++));
        }
        return entries;
    }

    /// An entry about an operation, of some 300 bytes.
    static NewEntry entry(int operation) {
        return entry(operation, new byte[16]);
    }

    /// The same with a data key.
    static NewEntry entry(int operation, byte[] key) {
        byte[] payload = ("payload " + operation).getBytes(StandardCharsets.UTF_8);
        byte[] attachment = {1, 2, (byte) operation};
        CBORObject leaf =
                leaf("record", 1, payload)
                        .Add(7, Sha256.of(attachment).bytes())
                        .Add(8, key)
                        .Add(11, list(attachment))
                        .Add(12, CBORObject.FromObject(handle(operation)));
        return new NewEntry(canonical(leaf), List.of(payload, attachment));
    }

    /// An entry as it stands once it was erased.
    static NewEntry erased(NewEntry entry) {
        return new NewEntry(
                entry.entry(), entry.blobs().stream().map(blob -> new byte[blob.length]).toList());
    }

    /// An act that erases what has these keys or leaf hashes, hexadecimal.
    static NewEntry act(List<String> keys, List<String> leaves) {
        ObjectNode content = JsonMapper.shared().createObjectNode();
        leaves.forEach(content.putArray("entries")::add);
        keys.forEach(content.putArray("keys")::add);
        byte[] payload = ("0".repeat(32) + content).getBytes(StandardCharsets.UTF_8);
        return new NewEntry(canonical(leaf("erasure", 1, payload)), List.of(payload));
    }

    static CBORObject leaf(String type, long version, byte[] payload) {
        return CBORObject.NewMap()
                .Add(1, 1)
                .Add(2, type)
                .Add(3, SINCE.getEpochSecond())
                .Add(4, "kr-11110")
                .Add(5, handle(7))
                .Add(6, version)
                .Add(9, Sha256.of(payload).bytes())
                .Add(10, Sha256.of(payload).bytes());
    }

    static byte[] canonical(CBORObject leaf) {
        return leaf.EncodeToBytes(new CBOREncodeOptions("ctap2canonical=true"));
    }

    private static CBORObject list(byte[] blob) {
        return CBORObject.NewArray().Add(Sha256.of(blob).bytes());
    }

    private static byte[] handle(int number) {
        byte[] handle = new byte[16];
        java.nio.ByteBuffer.wrap(handle).putInt(number);
        return handle;
    }

    /// The trust file: this root, and every journal that it certified.
    String trust() {
        ObjectNode trust =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("format", "holdfast-trust-v1")
                        .put("made", SINCE.toString())
                        .put("specimen", true);
        trust.putArray("roots").add(base64(root));
        trust.set("journals", listed);
        return trust.toString();
    }

    void writeTrust() throws IOException {
        Files.writeString(data.resolve("trust.json"), trust());
    }

    static KeyPair pair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate certify(String name, PublicKey key, String use) {
        try {
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            new X500Name("CN=test root"),
                            BigInteger.valueOf(System.nanoTime()),
                            Date.from(SINCE),
                            Date.from(SINCE.plusSeconds(400 * 86_400L)),
                            new X500Name("CN=" + name),
                            key);
            int usage = use.isEmpty() ? KeyUsage.keyCertSign : KeyUsage.digitalSignature;
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            if (!use.isEmpty()) {
                KeyPurposeId purpose = KeyPurposeId.getInstance(new ASN1ObjectIdentifier(use));
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(rootKey.getPrivate())));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
