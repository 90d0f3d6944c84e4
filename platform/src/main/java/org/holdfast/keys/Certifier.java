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
import java.util.List;
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

/// Makes certificates (RFC 5280): ECDSA P-256 with SHA-256. Thread-safe.
public final class Certifier {
    /// How every certificate and list is signed.
    public static final String ALGORITHM = "SHA256withECDSA";

    /// A clock of a verifier that is a little late still accepts what was made just now.
    public static final Duration LATE_CLOCKS = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final SecureRandom random;

    /// Of a clock that must be right: what is made is valid by it.
    public Certifier(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /// What the root certifies itself.
    enum Use {
        ROOT(CertificateProfile.root()),
        SEAL(leaf(KeyUsage.digitalSignature | KeyUsage.nonRepudiation, CertificateUse.PAPERS)),
        PROMISE(leaf(KeyUsage.digitalSignature, CertificateUse.PROMISES)),
        JOURNAL(leaf(KeyUsage.digitalSignature, CertificateUse.JOURNALS));

        @SuppressWarnings("ImmutableEnumChecker") // its lists are unmodifiable copies
        private final CertificateProfile profile;

        Use(CertificateProfile profile) {
            this.profile = profile;
        }

        private static CertificateProfile leaf(int usage, CertificateUse only) {
            return new CertificateProfile(
                    false,
                    usage,
                    List.of(only.oid()),
                    false,
                    CertificateProfile.LEAF_VALIDITY,
                    List.of());
        }
    }

    X509Certificate selfSigned(KeyPair root, X500Name name) {
        return certify(
                new Issuer(name, root.getPrivate(), root.getPublic()),
                name,
                root.getPublic(),
                Use.ROOT);
    }

    /// Who signs.
    public record Issuer(X500Name name, PrivateKey key, PublicKey publicKey) {
        /// The holder of a certificate.
        public static Issuer of(PrivateKey key, X509Certificate own) {
            return new Issuer(
                    X500Name.getInstance(own.getSubjectX500Principal().getEncoded()),
                    key,
                    own.getPublicKey());
        }

        /// Does not print the key.
        @Override
        public String toString() {
            return "Issuer[" + name + "]";
        }
    }

    X509Certificate certify(Issuer issuer, X500Name subject, PublicKey key, Use use) {
        return certify(issuer, subject, key, use.profile);
    }

    /// A serial of 127 bits by chance, so that nobody chooses what is signed (CA/Browser Forum
    /// Baseline Requirements §7.1, which ask for 64).
    public BigInteger serial() {
        return new BigInteger(127, random).setBit(126);
    }

    /// Certifies a key.
    public X509Certificate certify(
            Issuer issuer, X500Name subject, PublicKey key, CertificateProfile profile) {
        return certify(issuer, subject, key, profile, serial());
    }

    /// The same, under a serial that the caller has drawn.
    public X509Certificate certify(
            Issuer issuer,
            X500Name subject,
            PublicKey key,
            CertificateProfile profile,
            BigInteger serial) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        try {
            var builder =
                    new X509v3CertificateBuilder(
                            issuer.name(),
                            serial,
                            Date.from(now.minus(LATE_CLOCKS)),
                            Date.from(now.plus(profile.validity())),
                            subject,
                            SubjectPublicKeyInfo.getInstance(key.getEncoded()));
            extend(builder, issuer, key, profile);
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder(ALGORITHM).build(issuer.key())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot certify", fault);
        }
    }

    private static void extend(
            X509v3CertificateBuilder builder,
            Issuer issuer,
            PublicKey key,
            CertificateProfile profile)
            throws IOException, GeneralSecurityException {
        JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                ids.createAuthorityKeyIdentifier(issuer.publicKey()));
        boolean issuing = profile.authority() && !profile.purposes().isEmpty();
        builder.addExtension(
                Extension.basicConstraints,
                true,
                issuing ? new BasicConstraints(0) : new BasicConstraints(profile.authority()));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(profile.usage()));
        if (!profile.purposes().isEmpty()) {
            KeyPurposeId[] purposes =
                    profile.purposes().stream()
                            .map(ASN1ObjectIdentifier::new)
                            .map(KeyPurposeId::getInstance)
                            .toArray(KeyPurposeId[]::new);
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    profile.onlyPurpose(),
                    new ExtendedKeyUsage(purposes));
        }
        for (Extension extension : profile.more()) {
            builder.addExtension(extension);
        }
    }
}
