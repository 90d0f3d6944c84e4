// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.holdfast.keys.SealKey;
import org.holdfast.keys.SealKeyId;
import org.holdfast.keys.Seals;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// Orders and a test key for papers.
final class PaperFixture {
    static final Path PACKS = Path.of(System.getProperty("holdfast.home", "..")).resolve("packs");
    static final SealKey KEY = key();
    private static final Instant NOW = Instant.parse("2026-11-23T00:04:30Z");

    private PaperFixture() {}

    static Documents documents() {
        return new PdfDocuments(
                PACKS,
                new OneKey(),
                o -> o.value().startsWith("kr") ? "서울특별시 종로구" : "東京都中野区",
                new SecureRandom());
    }

    static ObjectNode facts(String layout) {
        try {
            String folder = layout.replaceFirst("\\.", "/");
            return CanonicalJson.parse(
                    Files.readAllBytes(PACKS.resolve(folder).resolve("printed.example.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PaperOrder order(String layout, ObjectNode facts) {
        return order(layout, facts, 1);
    }

    static PaperOrder order(String layout, ObjectNode facts, int operation) {
        String office = layout.startsWith("kr") ? "kr-11110" : "jp-131148";
        byte[] mac =
                BigInteger.valueOf(0x123456789abcdL + operation * 7919L).shiftLeft(8).toByteArray();
        byte[] seven = new byte[7];
        System.arraycopy(mac, 0, seven, 7 - Math.min(7, mac.length), Math.min(7, mac.length));
        return new PaperOrder(
                new PaperBinding("subject-" + operation, "operation-" + operation, office, layout),
                layout,
                facts,
                IssueNumber.of(office, seven),
                String.format("%032x", operation),
                NOW,
                NOW,
                true,
                ZoneId.of(layout.startsWith("kr") ? "Asia/Seoul" : "Asia/Tokyo"));
    }

    static FinishedPaper paper(Documents documents, PaperOrder order) {
        return switch (documents.make(order)) {
            case FinishedPaper paper -> paper;
            case UnprintableName name ->
                    throw new AssertionError(
                            name.field() + " " + name.notation() + " " + name.reason());
        };
    }

    private record OneKey() implements Seals {
        @Override
        public SealKey of(OfficeCode office) {
            return KEY;
        }

        @Override
        public void retire(SealKeyId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Certified> all() {
            return List.of();
        }
    }

    private static SealKey key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair root = generator.generateKeyPair();
            KeyPair office = generator.generateKeyPair();
            X500Name rootName = new X500Name("CN=Test root");
            X509Certificate rootCertificate = certificate(rootName, root, root, rootName);
            X509Certificate own =
                    certificate(new X500Name("CN=Test office"), office, root, rootName);
            return new SealKey(
                    office.getPrivate(), own, List.of(own, rootCertificate), SealKeyId.of(own));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certificate(
            X500Name name, KeyPair subject, KeyPair issuer, X500Name issuerName)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        boolean root = name.equals(issuerName);
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        issuerName,
                        BigInteger.valueOf(root ? 1 : 2),
                        Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                        Date.from(Instant.parse("2046-01-01T00:00:00Z")),
                        name,
                        subject.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(root));
        if (!root) {
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(issuer.getPrivate())));
    }
}
