// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.Certificate;
import org.jspecify.annotations.Nullable;

/// Reads certificates and lists, always by the JDK's own reader.
final class Certificates {
    private Certificates() {}

    static CertificateFactory reader() {
        try {
            return CertificateFactory.getInstance("X.509", "SUN");
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// Empty for anything but one certificate in DER and nothing behind it. The JDK alone would
    /// read what is not DER, and a signature with bits left over.
    static Optional<X509Certificate> read(byte[] der) {
        if (der.length == 0 || der[0] != 0x30) {
            return Optional.empty();
        }
        try {
            ASN1Primitive strict = ASN1Primitive.fromByteArray(der);
            if (!Arrays.equals(strict.getEncoded(ASN1Encoding.DER), der)
                    || Certificate.getInstance(strict).getSignature().getPadBits() != 0) {
                return Optional.empty();
            }
            return Optional.of(
                    (X509Certificate) reader().generateCertificate(new ByteArrayInputStream(der)));
        } catch (IOException | CertificateException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /// Empty for anything but a list, DER or PEM.
    static Optional<X509CRL> list(byte[] bytes) {
        try {
            return Optional.ofNullable(
                    (X509CRL) reader().generateCRL(new ByteArrayInputStream(bytes)));
        } catch (GeneralSecurityException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// What an extension holds, without the octet string around it.
    static byte @Nullable [] inside(byte @Nullable [] extension) {
        return extension == null ? null : ASN1OctetString.getInstance(extension).getOctets();
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
