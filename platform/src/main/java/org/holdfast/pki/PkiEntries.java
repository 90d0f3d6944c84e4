// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.holdfast.ledger.CanonicalJson;
import tools.jackson.databind.node.ObjectNode;

/// The entries of this module in node journals. What names no person is readable by everybody:
/// issuing certificates, responders' keys, revocations. A certificate is encrypted by a key of its
/// own.
final class PkiEntries {
    /// A site has an issuing key: authority, site, certificate.
    static final String ISSUER = "issuer";

    /// A site asks all issuers to let it say how their certificates stand: site, key.
    static final String RESPONDER = "responder";

    /// A certificate was issued: authority, use, holder, digest of the order, certificate.
    static final String CERTIFICATE = "certificate";

    /// A certificate counts no more: issuer, serial, reason, at.
    static final String REVOCATION = "revocation";

    private PkiEntries() {}

    record Issuer(Authority authority, String site, X509Certificate certificate) {
        ObjectNode content() {
            return CanonicalJson.object()
                    .put("authority", authority.code())
                    .put("certificate", encode(certificate))
                    .put("site", site);
        }

        static Issuer read(ObjectNode content) {
            return new Issuer(
                    authorityOf(content),
                    content.required("site").stringValue(),
                    certificateOf(content.required("certificate").stringValue()));
        }
    }

    record Responder(String site, PublicKey key) {
        ObjectNode content() {
            return CanonicalJson.object()
                    .put("key", Base64.getEncoder().encodeToString(key.getEncoded()))
                    .put("site", site);
        }

        static Responder read(ObjectNode content) {
            byte[] key = Base64.getDecoder().decode(content.required("key").stringValue());
            try {
                return new Responder(
                        content.required("site").stringValue(),
                        KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key)));
            } catch (GeneralSecurityException notOne) {
                throw new IllegalArgumentException("not a key", notOne);
            }
        }
    }

    /// @param order SHA-256 of what was asked, hexadecimal
    record Certificate(
            Authority authority,
            Use use,
            String holder,
            String order,
            X509Certificate certificate) {
        ObjectNode content() {
            return CanonicalJson.object()
                    .put("authority", authority.code())
                    .put("certificate", encode(certificate))
                    .put("holder", holder)
                    .put("order", order)
                    .put("use", use.code());
        }

        static Certificate read(ObjectNode content) {
            return new Certificate(
                    authorityOf(content),
                    Use.of(content.required("use").stringValue())
                            .orElseThrow(() -> new IllegalArgumentException("unknown use")),
                    content.required("holder").stringValue(),
                    content.required("order").stringValue(),
                    certificateOf(content.required("certificate").stringValue()));
        }
    }

    record Revocation(Issued.Revocation revocation) {
        ObjectNode content() {
            return CanonicalJson.object()
                    .put("at", revocation.at().toString())
                    .put("issuer", revocation.name().issuer())
                    .put("reason", revocation.reason().code())
                    .put("serial", revocation.name().serial().toString(16));
        }

        static Revocation read(ObjectNode content) {
            return new Revocation(
                    new Issued.Revocation(
                            new CertificateName(
                                    content.required("issuer").stringValue(),
                                    new BigInteger(content.required("serial").stringValue(), 16)),
                            Instant.parse(content.required("at").stringValue()),
                            RevocationReason.of(content.required("reason").stringValue())
                                    .orElseThrow(
                                            () -> new IllegalArgumentException("unknown reason"))));
        }
    }

    private static Authority authorityOf(ObjectNode content) {
        return Authority.of(content.required("authority").stringValue())
                .orElseThrow(() -> new IllegalArgumentException("unknown authority"));
    }

    static String encode(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static X509Certificate certificateOf(String text) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(Base64.getDecoder().decode(text)));
        } catch (CertificateException notOne) {
            throw new IllegalArgumentException("not a certificate", notOne);
        }
    }
}
