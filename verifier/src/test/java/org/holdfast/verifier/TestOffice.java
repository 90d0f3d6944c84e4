// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HexFormat;
import java.util.List;
import java.util.TimeZone;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.bouncycastle.asn1.ASN1EncodableVector;
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
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/// An office for tests, with its own root: makes papers, seals and the trust file.
final class TestOffice {
    static final Instant ISSUED = Instant.parse("2026-03-02T01:00:00Z");
    static final Instant NOW = ISSUED.plus(Duration.ofDays(30));

    final KeyPair rootKey = keys();
    final X509Certificate root;
    final KeyPair key = keys();
    final X509Certificate certificate;
    final String office;

    TestOffice(String office) {
        this(office, KeyUsage.digitalSignature | KeyUsage.nonRepudiation, Duration.ofDays(400));
    }

    TestOffice(String office, int usage, Duration validity) {
        this.office = office;
        X500Name rootName = new X500Name("CN=test root");
        this.root = certificate(rootName, rootKey, rootName, rootKey, true, 0, validity);
        X500Name subject = new X500Name("CN=Office " + office + ",2.5.4.5=" + office);
        this.certificate = certificate(rootName, rootKey, subject, key, false, usage, validity);
    }

    TrustList trust() {
        return TrustList.read(trustJson());
    }

    String trustJson() {
        return "{\"format\":\"holdfast-trust-v1\",\"made\":\""
                + ISSUED
                + "\",\"specimen\":true,\"roots\":[\""
                + base64(root)
                + "\"],\"seals\":[{\"office\":\""
                + office
                + "\",\"name\":\"x\",\"kid\":\"00\",\"certificate\":\""
                + base64(certificate)
                + "\"}],\"journals\":[],\"nodes\":[]}";
    }

    String seal(String number) {
        return seal(office, number, ISSUED);
    }

    String seal(String claimedOffice, String number, Instant issued) {
        CBORObject header = CBORObject.NewMap().Add(1, -7).Add(4, HexFormat.of().parseHex(kid()));
        CBORObject claims =
                CBORObject.NewMap()
                        .Add(1, claimedOffice)
                        .Add(6, issued.getEpochSecond())
                        .Add(-70001, "kr.resident-transcript")
                        .Add(-70002, number)
                        .Add(-70003, "entry-1")
                        .Add(-70004, new byte[32])
                        .Add(-70005, "김서연")
                        .Add(-70006, issued.getEpochSecond())
                        .Add(-70007, true)
                        .Add(-70008, new byte[16])
                        .Add(-70009, "1984-02-11");
        return "HF1:" + base45(sign1(header.EncodeToBytes(), claims.EncodeToBytes()));
    }

    byte[] sign1(byte[] header, byte[] payload) {
        byte[] toSign =
                CBORObject.NewArray()
                        .Add("Signature1")
                        .Add(header)
                        .Add(new byte[0])
                        .Add(payload)
                        .EncodeToBytes();
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key.getPrivate());
            signature.update(toSign);
            return CBORObject.FromObjectAndTag(
                            CBORObject.NewArray()
                                    .Add(header)
                                    .Add(CBORObject.NewMap())
                                    .Add(payload)
                                    .Add(signature.sign()),
                            18)
                    .EncodeToBytes(new CBOREncodeOptions("ctap2canonical=false"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String kid() {
        return Certificates.kid(certificate);
    }

    byte[] paper(String number) {
        return sign(unsigned(2, seal(number)), true);
    }

    static byte[] unsigned(int pages, String seal) {
        try (PDDocument document = new PDDocument()) {
            for (int i = 0; i < pages; i++) {
                document.addPage(new PDPage());
            }
            if (!seal.isEmpty()) {
                document.getDocumentInformation().setCustomMetadataValue("HoldfastSeal", seal);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(
                    out, org.apache.pdfbox.pdfwriter.compress.CompressParameters.NO_COMPRESSION);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Signs as PAdES baseline B; without signing-certificate-v2 when asked.
    byte[] sign(byte[] pdf, boolean namesCertificate) {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            PDSignature signature = new PDSignature();
            signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            signature.setSubFilter(org.apache.pdfbox.cos.COSName.getPDFName("ETSI.CAdES.detached"));
            Calendar when = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
            when.setTime(Date.from(ISSUED));
            signature.setSignDate(when);
            SignatureOptions options = new SignatureOptions();
            options.setPreferredSignatureSize(6000);
            document.addSignature(
                    signature, content -> cms(content.readAllBytes(), namesCertificate), options);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.saveIncremental(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] cms(byte[] content, boolean namesCertificate) {
        try {
            JcaSignerInfoGeneratorBuilder builder =
                    new JcaSignerInfoGeneratorBuilder(
                            new JcaDigestCalculatorProviderBuilder().build());
            if (namesCertificate) {
                ESSCertIDv2 named = new ESSCertIDv2(Certificates.sha256(certificate.getEncoded()));
                ASN1EncodableVector attributes = new ASN1EncodableVector();
                attributes.add(
                        new Attribute(
                                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                                new DERSet(new SigningCertificateV2(named))));
                builder.setSignedAttributeGenerator(
                        new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)));
            }
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    builder.build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()),
                            certificate));
            generator.addCertificates(new JcaCertStore(List.of(certificate)));
            return generator.generate(new CMSProcessableByteArray(content), false).getEncoded();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// A certificate under this root, for a journal or a node.
    X509Certificate certify(String commonName, KeyPair pair) {
        return certificate(
                new X500Name("CN=test root"),
                rootKey,
                new X500Name("CN=" + commonName),
                pair,
                false,
                KeyUsage.digitalSignature,
                Duration.ofDays(400));
    }

    static String base64(X509Certificate certificate) {
        return Base64.getEncoder().encodeToString(Certificates.der(certificate));
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

    private static X509Certificate certificate(
            X500Name issuer,
            KeyPair issuerKey,
            X500Name subject,
            KeyPair subjectKey,
            boolean authority,
            int usage,
            Duration validity) {
        try {
            JcaX509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            issuer,
                            BigInteger.valueOf(System.nanoTime()),
                            Date.from(ISSUED.minus(Duration.ofDays(100))),
                            Date.from(ISSUED.minus(Duration.ofDays(100)).plus(validity)),
                            subject,
                            subjectKey.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(authority ? KeyUsage.keyCertSign : usage));
            if (!authority) {
                builder.addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(
                                KeyPurposeId.getInstance(
                                        new org.bouncycastle.asn1.ASN1ObjectIdentifier(
                                                "1.3.6.1.5.5.7.3.36"))));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(issuerKey.getPrivate())));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static String base45(byte[] bytes) {
        String alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < bytes.length; i += 2) {
            boolean pair = i + 1 < bytes.length;
            int value = pair ? (bytes[i] & 255) << 8 | bytes[i + 1] & 255 : bytes[i] & 255;
            for (int j = 0; j < (pair ? 3 : 2); j++) {
                out.append(alphabet.charAt(value % 45));
                value /= 45;
            }
        }
        return out.toString();
    }
}
