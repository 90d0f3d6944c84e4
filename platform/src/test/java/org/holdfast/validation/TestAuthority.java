// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/// An outside authority that is made up: issues whatever it is told to, right or wrong.
final class TestAuthority {
    static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
    private static final AtomicLong SERIALS = new AtomicLong(1_000);

    final KeyPair pair;
    final X509Certificate certificate;

    TestAuthority(KeyPair pair, X509Certificate certificate) {
        this.pair = pair;
        this.certificate = certificate;
    }

    /// An extension to be.
    record More(ASN1ObjectIdentifier name, boolean critical, ASN1Encodable value) {}

    /// What a certificate is to be.
    static final class Spec {
        String subject = "CN=somebody";
        Instant from = NOW.minus(Duration.ofDays(100));
        Instant until = NOW.plus(Duration.ofDays(300));
        String algorithm = "SHA256withECDSA";
        BigInteger serial = BigInteger.valueOf(SERIALS.incrementAndGet());
        final List<More> more = new ArrayList<>();

        Spec(String subject) {
            this.subject = "CN=" + subject;
        }

        Spec with(ASN1ObjectIdentifier name, boolean critical, ASN1Encodable value) {
            more.add(new More(name, critical, value));
            return this;
        }

        Spec from(Instant moment) {
            from = moment;
            return this;
        }

        Spec until(Instant moment) {
            until = moment;
            return this;
        }

        Spec signedBy(String name) {
            algorithm = name;
            return this;
        }

        Spec authority() {
            return with(Extension.basicConstraints, true, new BasicConstraints(true))
                    .usage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature);
        }

        Spec usage(int bits) {
            return with(Extension.keyUsage, true, new KeyUsage(bits));
        }

        Spec purpose(KeyPurposeId... purposes) {
            return with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
        }

        /// Where its status and its issuer would be fetched.
        Spec fetchedFrom(String address) {
            GeneralNames where =
                    new GeneralNames(
                            new GeneralName(GeneralName.uniformResourceIdentifier, address));
            GeneralName name = new GeneralName(GeneralName.uniformResourceIdentifier, address);
            with(
                    Extension.cRLDistributionPoints,
                    false,
                    new CRLDistPoint(
                            new DistributionPoint[] {
                                new DistributionPoint(new DistributionPointName(where), null, null)
                            }));
            return with(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(
                            new AccessDescription[] {
                                new AccessDescription(AccessDescription.id_ad_ocsp, name),
                                new AccessDescription(AccessDescription.id_ad_caIssuers, name)
                            }));
        }
    }

    static Spec leaf(String subject) {
        return new Spec(subject)
                .with(Extension.basicConstraints, true, new BasicConstraints(false))
                .usage(KeyUsage.digitalSignature)
                .purpose(KeyPurposeId.id_kp_clientAuth);
    }

    static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    static TestAuthority root(String name) {
        return root(new Spec(name).authority(), keys());
    }

    static TestAuthority root(Spec spec, KeyPair own) {
        return new TestAuthority(own, made(spec, own, own, spec.subject));
    }

    TestAuthority under(Spec spec) {
        return under(spec, keys());
    }

    TestAuthority under(Spec spec, KeyPair own) {
        return new TestAuthority(own, issue(spec, own));
    }

    X509Certificate issue(Spec spec) {
        return issue(spec, keys());
    }

    X509Certificate issue(Spec spec, KeyPair own) {
        return made(spec, own, pair, certificate.getSubjectX500Principal().getName());
    }

    private static X509Certificate made(Spec spec, KeyPair own, KeyPair by, String issuer) {
        try {
            var builder =
                    new X509v3CertificateBuilder(
                            new X500Name(issuer),
                            spec.serial,
                            Date.from(spec.from),
                            Date.from(spec.until),
                            new X500Name(spec.subject),
                            SubjectPublicKeyInfo.getInstance(own.getPublic().getEncoded()));
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    ids.createSubjectKeyIdentifier(own.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    ids.createAuthorityKeyIdentifier(by.getPublic()));
            for (More one : spec.more) {
                builder.addExtension(one.name, one.critical, one.value);
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder(spec.algorithm)
                                            .build(by.getPrivate())));
        } catch (Exception bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// A list in force for so long.
    byte[] list(Instant from, Duration span, long number, X509Certificate... revoked) {
        return list(from, span, number, List.of(), revoked);
    }

    byte[] list(
            Instant from, Duration span, long number, List<More> more, X509Certificate... revoked) {
        try {
            X509v2CRLBuilder list =
                    new X509v2CRLBuilder(
                            new X500Name(certificate.getSubjectX500Principal().getName()),
                            Date.from(from));
            list.setNextUpdate(Date.from(from.plus(span)));
            list.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(pair.getPublic()));
            list.addExtension(
                    Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
            for (More one : more) {
                list.addExtension(one.name, one.critical, one.value);
            }
            for (X509Certificate one : revoked) {
                list.addCRLEntry(one.getSerialNumber(), Date.from(from.minusSeconds(60)), 1);
            }
            return list.build(
                            new JcaContentSignerBuilder(
                                            pair.getPrivate().getAlgorithm().equals("RSA")
                                                    ? "SHA256withRSA"
                                                    : "SHA256withECDSA")
                                    .build(pair.getPrivate()))
                    .getEncoded();
        } catch (Exception bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// What its own responder says; `by` signs, with its certificate in the answer.
    byte[] answer(X509Certificate about, CertificateStatus status, Instant from, TestAuthority by) {
        try {
            var digests = new JcaDigestCalculatorProviderBuilder().build();
            BasicOCSPRespBuilder basic =
                    new BasicOCSPRespBuilder(
                            new RespID(
                                    new X500Name(
                                            by.certificate.getSubjectX500Principal().getName())));
            basic.addResponse(
                    new CertificateID(
                            digests.get(CertificateID.HASH_SHA1),
                            new JcaX509CertificateHolder(certificate),
                            about.getSerialNumber()),
                    status,
                    Date.from(from),
                    Date.from(from.plus(Duration.ofHours(2))));
            return new OCSPRespBuilder()
                    .build(
                            OCSPRespBuilder.SUCCESSFUL,
                            basic.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(by.pair.getPrivate()),
                                    new X509CertificateHolder[] {
                                        new JcaX509CertificateHolder(by.certificate)
                                    },
                                    Date.from(from)))
                    .getEncoded();
        } catch (Exception bug) {
            throw new IllegalStateException(bug);
        }
    }

    static byte[] der(X509Certificate certificate) {
        return Certificates.encoded(certificate);
    }
}
