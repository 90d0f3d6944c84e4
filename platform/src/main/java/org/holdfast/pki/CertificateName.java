// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/// Which certificate: issuer and serial name it for ever (RFC 5280 §4.1.2.2).
///
/// @param issuer key identifier of its issuer, hexadecimal (§4.2.1.1)
/// @param serial of the certificate
public record CertificateName(String issuer, BigInteger serial) {
    private static final String AUTHORITY_KEY = "2.5.29.35";
    private static final String SUBJECT_KEY = "2.5.29.14";
    private static final int HEX = 16;

    /// The name of a certificate.
    ///
    /// @throws IllegalArgumentException when it does not say whose key signed it
    static CertificateName of(X509Certificate certificate) {
        byte[] extension = extension(certificate, AUTHORITY_KEY);
        byte[] key = AuthorityKeyIdentifier.getInstance(extension).getKeyIdentifierOctets();
        if (key == null) {
            throw new IllegalArgumentException("a certificate without its issuer's key identifier");
        }
        return new CertificateName(HexFormat.of().formatHex(key), certificate.getSerialNumber());
    }

    /// The name that something says it has; empty when it is no certificate that says one.
    static Optional<CertificateName> shown(byte[] der) {
        try {
            return Optional.of(
                    of(
                            (X509Certificate)
                                    CertificateFactory.getInstance("X.509")
                                            .generateCertificate(new ByteArrayInputStream(der))));
        } catch (CertificateException | RuntimeException notOne) {
            return Optional.empty();
        }
    }

    /// The identifier of the key that a certificate is about.
    static String key(X509Certificate certificate) {
        return HexFormat.of()
                .formatHex(
                        SubjectKeyIdentifier.getInstance(extension(certificate, SUBJECT_KEY))
                                .getKeyIdentifier());
    }

    private static byte[] extension(X509Certificate certificate, String name) {
        byte[] found = certificate.getExtensionValue(name);
        if (found == null) {
            throw new IllegalArgumentException("a certificate without extension " + name);
        }
        return ASN1OctetString.getInstance(found).getOctets();
    }

    /// As people and addresses write it: issuer, hyphen, serial.
    public String text() {
        return issuer + "-" + serial.toString(HEX);
    }

    /// Reads [#text].
    public static Optional<CertificateName> of(String text) {
        int hyphen = text.indexOf('-');
        boolean known = text.matches("[0-9a-f]{40}-[0-9a-f]{1,40}");
        return known
                ? Optional.of(
                        new CertificateName(
                                text.substring(0, hyphen),
                                new BigInteger(text.substring(hyphen + 1), HEX)))
                : Optional.empty();
    }
}
