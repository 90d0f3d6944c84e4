// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.holdfast.keys.SealKey;
import org.holdfast.keys.SealKeyId;
import org.holdfast.keys.Seals;
import org.holdfast.offices.OfficeCode;
import org.holdfast.verifier.CertificateUse;

/// Seal keys under one test root, and a hand that signs whatever file it is given.
final class TestSeals implements Seals {
    private static final X500Name ROOT = new X500Name("CN=Guard test root");
    private final KeyPair rootKey = keys();
    final X509Certificate root = certificate(ROOT, rootKey.getPublic(), rootKey, Optional.empty());
    private final Map<String, SealKey> keys = new ConcurrentHashMap<>();

    @Override
    public SealKey of(OfficeCode office) {
        return keys.computeIfAbsent(office.value(), this::make);
    }

    @Override
    public void retire(SealKeyId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Certified> all() {
        return keys.entrySet().stream()
                .map(entry ->
                        new Certified(
                                new OfficeCode(entry.getKey()),
                                entry.getKey(),
                                entry.getValue().certificate()))
                .toList();
    }

    private SealKey make(String office) {
        KeyPair pair = keys();
        X509Certificate own =
                certificate(
                        new X500Name("CN=Office " + office + ",2.5.4.5=" + office),
                        pair.getPublic(),
                        rootKey,
                        Optional.of(CertificateUse.PAPERS));
        return new SealKey(pair.getPrivate(), own, List.of(own, root), SealKeyId.of(own));
    }

    X509Certificate certify(String name, PublicKey key, CertificateUse use) {
        return certificate(new X500Name("CN=" + name), key, rootKey, Optional.of(use));
    }

    /// Signs a file anew, as somebody with the office's key could.
    byte[] sign(PDDocument document, SealKey key) throws IOException {
        document.getDocumentCatalog().getCOSObject().removeItem(COSName.ACRO_FORM);
        for (var page : document.getPages()) {
            page.getCOSObject().removeItem(COSName.ANNOTS);
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        document.save(plain);
        try (PDDocument again = org.apache.pdfbox.Loader.loadPDF(plain.toByteArray())) {
            PDSignature signature = new PDSignature();
            signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            signature.setSubFilter(COSName.getPDFName("ETSI.CAdES.detached"));
            SignatureOptions options = new SignatureOptions();
            options.setPreferredSignatureSize(6000);
            again.addSignature(signature, content -> cms(content.readAllBytes(), key), options);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            again.saveIncremental(out);
            return out.toByteArray();
        }
    }

    private static byte[] cms(byte[] content, SealKey key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(key.certificate().getEncoded());
            ASN1EncodableVector attributes = new ASN1EncodableVector();
            attributes.add(
                    new Attribute(
                            PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                            new DERSet(new SigningCertificateV2(new ESSCertIDv2(hash)))));
            JcaSignerInfoGeneratorBuilder builder =
                    new JcaSignerInfoGeneratorBuilder(
                            new JcaDigestCalculatorProviderBuilder().build());
            builder.setSignedAttributeGenerator(
                    new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)));
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    builder.build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(key.key()),
                            key.certificate()));
            generator.addCertificates(new JcaCertStore(List.of(key.certificate())));
            return generator.generate(new CMSProcessableByteArray(content), false).getEncoded();
        } catch (GeneralSecurityException | OperatorCreationException | CMSException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    X509Certificate certifyStamps(PublicKey key) {
        return certificate(
                new X500Name("CN=Stamps"),
                key,
                rootKey,
                Optional.of(KeyPurposeId.id_kp_timeStamping),
                true);
    }

    private static X509Certificate certificate(
            X500Name subject, PublicKey key, KeyPair issuer, Optional<CertificateUse> use) {
        return certificate(
                subject,
                key,
                issuer,
                use.map(one -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(one.oid()))),
                false);
    }

    private static X509Certificate certificate(
            X500Name subject,
            PublicKey key,
            KeyPair issuer,
            Optional<KeyPurposeId> use,
            boolean only) {
        boolean authority = use.isEmpty();
        try {
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            ROOT,
                            BigInteger.valueOf(System.nanoTime()),
                            Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                            Date.from(Instant.parse("2046-01-01T00:00:00Z")),
                            subject,
                            key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            int usage =
                    authority
                            ? KeyUsage.keyCertSign
                            : KeyUsage.digitalSignature | KeyUsage.nonRepudiation;
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            if (use.isPresent()) {
                builder.addExtension(
                        Extension.extendedKeyUsage, only, new ExtendedKeyUsage(use.get()));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(issuer.getPrivate())));
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
