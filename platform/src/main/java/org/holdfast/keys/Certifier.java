// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.holdfast.verifier.CertificateUse;

/// Makes certificates (RFC 5280) signed by the root: ECDSA P-256 with SHA-256.
final class Certifier {
    private static final Duration ROOT_VALIDITY = Duration.ofDays(20 * 365L);
    private static final Duration LEAF_VALIDITY = Duration.ofDays(5 * 365L);

    /// A clock of a verifier that is a little late still accepts what was made just now.
    private static final Duration LATE_CLOCKS = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final SecureRandom random;

    Certifier(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /// What a certificate is for.
    enum Use {
        ROOT,
        SEAL,
        PROMISE,
        JOURNAL
    }

    X509Certificate selfSigned(KeyPair root, X500Name name) {
        return certify(
                new Issuer(name, root.getPrivate(), root.getPublic()),
                name,
                root.getPublic(),
                Use.ROOT);
    }

    /// Who signs.
    record Issuer(X500Name name, PrivateKey key, PublicKey publicKey) {}

    X509Certificate certify(Issuer issuer, X500Name subject, PublicKey key, Use use) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant end = now.plus(use == Use.ROOT ? ROOT_VALIDITY : LEAF_VALIDITY);
        try {
            var builder =
                    new X509v3CertificateBuilder(
                            issuer.name(),
                            new BigInteger(127, random).setBit(126),
                            Date.from(now.minus(LATE_CLOCKS)),
                            Date.from(end),
                            subject,
                            SubjectPublicKeyInfo.getInstance(key.getEncoded()));
            extend(builder, issuer, key, use);
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(issuer.key())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot certify", fault);
        }
    }

    private static void extend(
            X509v3CertificateBuilder builder, Issuer issuer, PublicKey key, Use use)
            throws IOException, GeneralSecurityException {
        JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                ids.createAuthorityKeyIdentifier(issuer.publicKey()));
        builder.addExtension(
                Extension.basicConstraints, true, new BasicConstraints(use == Use.ROOT));
        int usage =
                switch (use) {
                    case ROOT -> KeyUsage.keyCertSign | KeyUsage.cRLSign;
                    case SEAL -> KeyUsage.digitalSignature | KeyUsage.nonRepudiation;
                    case PROMISE, JOURNAL -> KeyUsage.digitalSignature;
                };
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
        Optional<CertificateUse> only =
                switch (use) {
                    case ROOT -> Optional.empty();
                    case SEAL -> Optional.of(CertificateUse.PAPERS);
                    case PROMISE -> Optional.of(CertificateUse.PROMISES);
                    case JOURNAL -> Optional.of(CertificateUse.JOURNALS);
                };
        if (only.isPresent()) {
            KeyPurposeId purpose =
                    KeyPurposeId.getInstance(new ASN1ObjectIdentifier(only.get().oid()));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        }
    }
}
