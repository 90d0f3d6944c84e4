// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.io.ByteArrayInputStream;
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
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
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

    /// An operator states that a site is lost: by, site.
    static final String SITE_LOST = "sitelost";

    /// A lost site was heard again: site.
    static final String SITE_FOUND = "sitefound";

    private PkiEntries() {}

    /// @param by opaque, the same for all statements of one operator
    record SiteLost(String site, String by) {
        ObjectNode content() {
            return CanonicalJson.object().put("by", by).put("site", site);
        }

        static SiteLost read(ObjectNode content) {
            return new SiteLost(
                    content.required("site").stringValue(), content.required("by").stringValue());
        }
    }

    record SiteFound(String site) {
        ObjectNode content() {
            return CanonicalJson.object().put("site", site);
        }

        static SiteFound read(ObjectNode content) {
            return new SiteFound(content.required("site").stringValue());
        }
    }

    record Issuer(Authority authority, String site, X509Certificate certificate) {
        /// What the entry says is what the root has signed.
        void requireTrue() throws GeneralSecurityException {
            X500Name subject =
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
            byte[] own =
                    new JcaX509ExtensionUtils()
                            .createSubjectKeyIdentifier(certificate.getPublicKey())
                            .getKeyIdentifier();
            boolean same =
                    certificate.getBasicConstraints() == 0
                            && authority.purposes().equals(certificate.getExtendedKeyUsage())
                            && subject.toString()
                                    .contains("CN=%s %s ".formatted(authority.code(), site))
                            && CertificateName.key(certificate)
                                    .equals(HexFormat.of().formatHex(own));
            if (!same) {
                throw new IllegalArgumentException("an issuer that is another than its entry says");
            }
        }

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
                PublicKey read =
                        KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key));
                if (!PkiOrders.isTaken(read)) {
                    throw new IllegalArgumentException("a responder's key that is not P-256");
                }
                return new Responder(content.required("site").stringValue(), read);
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
        /// What the entry says is what the issuer has signed.
        void requireTrue(Authority issuer) throws GeneralSecurityException {
            boolean same =
                    issuer == authority
                            && isNamed()
                            && certificate.getBasicConstraints() < 0
                            && use.purposes().equals(certificate.getExtendedKeyUsage());
            if (!same) {
                throw new IllegalArgumentException(
                        "a certificate that is for something else than its entry says");
            }
        }

        /// Its subject is this use and this holder.
        private boolean isNamed() {
            X500Name subject =
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
            return isOne(subject.getRDNs(BCStyle.CN), holder)
                    && isOne(subject.getRDNs(BCStyle.OU), use.code());
        }

        private static boolean isOne(RDN[] names, String expected) {
            return names.length == 1
                    && IETFUtils.valueToString(names[0].getFirst().getValue()).equals(expected);
        }

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
            String name =
                    content.required("issuer").stringValue()
                            + "-"
                            + content.required("serial").stringValue();
            return new Revocation(
                    new Issued.Revocation(
                            CertificateName.of(name)
                                    .orElseThrow(() ->
                                            new IllegalArgumentException(
                                                    "not a certificate's name")),
                            Instant.parse(content.required("at").stringValue()),
                            // A reason that this version does not know revokes no less.
                            RevocationReason.of(content.required("reason").stringValue())
                                    .orElse(RevocationReason.UNSPECIFIED)));
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
