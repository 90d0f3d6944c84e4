// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/// Reads what a responder says of one certificate (RFC 6960), and believes the issuer's own key or
/// one that the issuer has certified for it.
///
/// @param revoked whether a responder's certificate is known as revoked
record OcspReading(X509Certificate issuer, Strength strength, Predicate<X509Certificate> revoked) {
    private static final int MOST_PARTS = 16;

    /// What it says.
    sealed interface Read {
        /// How the certificate stands.
        ///
        /// @param since when it was revoked; empty for one that stands
        /// @param until end of the answer's span; empty says that there is always a newer one
        record Told(Optional<Instant> since, Instant asOf, Optional<Instant> until)
                implements Read {
            boolean revoked() {
                return since.isPresent();
            }
        }

        /// Nothing that is believed.
        record Refused(SourceState.Failure failure) implements Read {}
    }

    /// About one certificate, without a nonce, so that answers signed ahead do (RFC 9919). The
    /// issuer is named by SHA-1, which every responder knows; nothing rests on its strength.
    static byte[] request(X509Certificate certificate, X509Certificate issuer) {
        try {
            return new OCSPReqBuilder()
                    .addRequest(
                            new CertificateID(
                                    digests().get(CertificateID.HASH_SHA1),
                                    new JcaX509CertificateHolder(issuer),
                                    certificate.getSerialNumber()))
                    .build()
                    .getEncoded();
        } catch (OCSPException
                | OperatorCreationException
                | IOException
                | GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static DigestCalculatorProvider digests() throws OperatorCreationException {
        return new JcaDigestCalculatorProviderBuilder().build();
    }

    /// @param at when the responder's certificate must count
    Read read(byte[] der, X509Certificate certificate, Instant at) {
        try {
            OCSPResp response = new OCSPResp(der);
            if (response.getStatus() != OCSPRespBuilder.SUCCESSFUL) {
                return refused(FetchRefusal.NOT_TOLD, "OCSP status " + response.getStatus());
            }
            if (!(response.getResponseObject() instanceof BasicOCSPResp basic)) {
                return refused(FetchRefusal.MALFORMED, "no basic answer");
            }
            if (!strength.isEnough(basic.getSignatureAlgOID().getId(), parameters(basic))) {
                return refused(FetchRefusal.WEAK, basic.getSignatureAlgOID().getId());
            }
            if (!isSigned(basic, at)) {
                return refused(FetchRefusal.FOREIGN, "not signed for this issuer");
            }
            if (!basic.getCriticalExtensionOIDs().isEmpty()) {
                return refused(FetchRefusal.MALFORMED, "an unknown critical extension");
            }
            return about(basic, certificate);
        } catch (IOException
                | OCSPException
                | OperatorCreationException
                | CertException
                | GeneralSecurityException
                | RuntimeException unreadable) {
            return refused(FetchRefusal.MALFORMED, unreadable.toString());
        }
    }

    private static byte @org.jspecify.annotations.Nullable [] parameters(BasicOCSPResp basic)
            throws IOException {
        var parameters = basic.getSignatureAlgorithmID().getParameters();
        return parameters == null
                ? null
                : parameters.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    }

    private Read about(BasicOCSPResp basic, X509Certificate certificate)
            throws OCSPException, OperatorCreationException, GeneralSecurityException {
        SingleResp[] parts = basic.getResponses();
        if (parts.length > MOST_PARTS) {
            return refused(FetchRefusal.MALFORMED, parts.length + " answers in one");
        }
        X509CertificateHolder named = new JcaX509CertificateHolder(issuer);
        for (SingleResp part : parts) {
            CertificateID id = part.getCertID();
            if (id.getSerialNumber().equals(certificate.getSerialNumber())
                    && id.matchesIssuer(named, digests())) {
                Instant asOf = part.getThisUpdate().toInstant();
                Optional<Instant> until =
                        Optional.ofNullable(part.getNextUpdate()).map(Date::toInstant);
                if (until.filter(end -> end.isBefore(asOf)).isPresent()) {
                    return refused(FetchRefusal.MALFORMED, "ends before it begins");
                }
                // null is how Bouncy Castle says good
                return switch (part.getCertStatus()) {
                    case null -> new Read.Told(Optional.empty(), asOf, until);
                    case RevokedStatus revoked ->
                            new Read.Told(
                                    Optional.of(revoked.getRevocationTime().toInstant()),
                                    asOf,
                                    until);
                    default -> refused(FetchRefusal.NOT_TOLD, "unknown to the responder");
                };
            }
        }
        return refused(FetchRefusal.FOREIGN, "about another certificate");
    }

    /// RFC 6960 §4.2.2.2.
    private boolean isSigned(BasicOCSPResp basic, Instant at)
            throws OCSPException,
                    OperatorCreationException,
                    CertException,
                    GeneralSecurityException {
        List<X509Certificate> signers = new ArrayList<>(List.of(issuer));
        X509CertificateHolder[] sent = basic.getCerts();
        for (int i = 0; i < Math.min(sent.length, MOST_PARTS); i++) {
            X509Certificate one = new JcaX509CertificateConverter().getCertificate(sent[i]);
            if (mayAnswer(one, at)) {
                signers.add(one);
            }
        }
        for (X509Certificate signer : signers) {
            if (isNamed(basic.getResponderId(), signer)
                    && strength.isEnough(signer.getPublicKey())
                    && basic.isSignatureValid(
                            new JcaContentVerifierProviderBuilder().build(signer.getPublicKey()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamed(RespID id, X509Certificate signer)
            throws OCSPException, OperatorCreationException, GeneralSecurityException {
        X509CertificateHolder holder = new JcaX509CertificateHolder(signer);
        return id.equals(new RespID(holder.getSubject()))
                || id.equals(
                        new RespID(
                                holder.getSubjectPublicKeyInfo(), digests().get(RespID.HASH_SHA1)));
    }

    private boolean mayAnswer(X509Certificate responder, Instant at) {
        try {
            if (!responder.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
                    || responder.getExtendedKeyUsage() == null
                    || !responder
                            .getExtendedKeyUsage()
                            .contains(KeyPurposeId.id_kp_OCSPSigning.getId())
                    || !strength.isEnough(responder)
                    || revoked.test(responder)) {
                return false;
            }
            responder.checkValidity(Date.from(at));
            responder.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException no) {
            return false;
        }
    }

    private static Read refused(FetchRefusal why, String detail) {
        return new Read.Refused(new SourceState.Failure(why, detail));
    }
}
