// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.jspecify.annotations.Nullable;

/// Small questions to X.509 certificates.
final class Certificates {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;
    private static final int KID_BYTES = 8;
    private static final int MIN_CURVE_BITS = 256;

    private Certificates() {}

    static X509Certificate parse(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der));
    }

    static byte[] sha256(byte[] bytes) {
        return digest("SHA-256", bytes);
    }

    static byte[] digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    static String fingerprint(X509Certificate certificate) {
        return HexFormat.of().formatHex(sha256(der(certificate)));
    }

    /// First eight bytes of the SHA-256 of the certificate, hex.
    static String kid(X509Certificate certificate) {
        return fingerprint(certificate).substring(0, 2 * KID_BYTES);
    }

    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a parsed certificate has its encoding", e);
        }
    }

    /// Office code and name from the subject; empty texts where missing.
    static Signer signer(X509Certificate certificate) {
        X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        return new Signer(
                first(subject.getRDNs(BCStyle.SERIALNUMBER)),
                first(subject.getRDNs(BCStyle.CN)),
                certificate);
    }

    static String commonName(X509Certificate certificate) {
        return signer(certificate).name();
    }

    /// Refuses a certificate that is not one for sealing papers: digitalSignature and
    /// nonRepudiation, document signing (RFC 9336), no authority, a curve of 256 bits or more.
    static void mustBeForPapers(X509Certificate certificate) throws Refused {
        boolean @Nullable [] usage = certificate.getKeyUsage();
        if (usage == null || !usage[DIGITAL_SIGNATURE] || !usage[NON_REPUDIATION]) {
            throw new Refused(Reason.KEY_NOT_FOR_PAPERS, "key usage");
        }
        if (certificate.getBasicConstraints() >= 0) {
            throw new Refused(Reason.KEY_NOT_FOR_PAPERS, "certificate of an authority");
        }
        if (!CertificateUse.PAPERS.isOf(certificate)) {
            throw new Refused(Reason.KEY_NOT_FOR_PAPERS, "extended key usage");
        }
        if (!(certificate.getPublicKey() instanceof ECPublicKey key)
                || key.getParams().getOrder().bitLength() < MIN_CURVE_BITS) {
            throw new Refused(Reason.KEY_NOT_FOR_PAPERS, "not a key on a curve of 256 bits");
        }
    }

    private static String first(RDN[] names) {
        return names.length == 0 ? "" : IETFUtils.valueToString(names[0].getFirst().getValue());
    }
}
