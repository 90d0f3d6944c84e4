// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.holdfast.keys.Certifier;
import org.holdfast.keys.KeysFault;

/// Signs how certificates of one issuer stand (RFC 6960 §4.2), by a key that the issuer has let do
/// so (§4.2.2.2). One answer a certificate, and one for each hash by which clients name issuers.
/// Thread-safe.
final class StatusSigner {
    /// SHA-1 names an issuer and protects nothing (RFC 6960 §4.3); SHA-256 is what RFC 9919 asks.
    static final List<ASN1ObjectIdentifier> HASHES =
            List.of(OIWObjectIdentifiers.idSHA1, NISTObjectIdentifiers.id_sha256);

    private final X509Certificate certificate;
    private final X509CertificateHolder issuer;
    private final X509CertificateHolder responder;
    private final PrivateKey key;
    private final DigestCalculatorProvider digests;

    StatusSigner(X509Certificate issuer, X509Certificate responder, PrivateKey key) {
        try {
            this.certificate = responder;
            this.issuer = new JcaX509CertificateHolder(issuer);
            this.responder = new JcaX509CertificateHolder(responder);
            this.key = key;
            this.digests = new JcaDigestCalculatorProviderBuilder().build();
        } catch (CertificateEncodingException | OperatorCreationException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// The certificate of the key.
    X509Certificate certificate() {
        return certificate;
    }

    /// From when to when an answer is meant (RFC 6960 §2.4): the status was known to be right at
    /// the first, and better is known by the last.
    record Span(Instant thisUpdate, Instant nextUpdate, Instant produced) {}

    /// The names by which clients may ask for a certificate.
    List<CertificateID> names(BigInteger serial) {
        return HASHES.stream().map(hash -> name(hash, serial)).toList();
    }

    private CertificateID name(ASN1ObjectIdentifier hash, BigInteger serial) {
        try {
            return new CertificateID(digest(hash), issuer, serial);
        } catch (OCSPException | OperatorCreationException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot name a certificate", fault);
        }
    }

    private DigestCalculator digest(ASN1ObjectIdentifier hash) throws OperatorCreationException {
        return digests.get(new AlgorithmIdentifier(hash, DERNull.INSTANCE));
    }

    /// One answer, DER.
    byte[] sign(CertificateID name, Optional<Issued.Revocation> revocation, Span span) {
        try {
            RespID who =
                    new RespID(
                            SubjectPublicKeyInfo.getInstance(responder.getSubjectPublicKeyInfo()),
                            digests.get(RespID.HASH_SHA1));
            BasicOCSPRespBuilder answer = new BasicOCSPRespBuilder(who);
            answer.addResponse(
                    name,
                    status(revocation),
                    Date.from(span.thisUpdate()),
                    Date.from(span.nextUpdate()));
            ContentSigner signer = new JcaContentSignerBuilder(Certifier.ALGORITHM).build(key);
            return new OCSPRespBuilder()
                    .build(
                            OCSPRespBuilder.SUCCESSFUL,
                            answer.build(
                                    signer,
                                    new X509CertificateHolder[] {responder},
                                    Date.from(span.produced())))
                    .getEncoded();
        } catch (IOException | OCSPException | OperatorCreationException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot sign a status", fault);
        }
    }

    private static CertificateStatus status(Optional<Issued.Revocation> revocation) {
        return revocation
                .<CertificateStatus>map(
                        one -> new RevokedStatus(Date.from(one.at()), one.reason().number()))
                .orElse(CertificateStatus.GOOD);
    }
}
