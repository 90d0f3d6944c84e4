// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.holdfast.keys.Certifier;
import org.holdfast.keys.KeysFault;

/// Stamps times (RFC 3161, with ESSCertIDv2 of RFC 5816). Each stamp is signed when it is asked
/// for, unlike a status; a site whose clock is in doubt stamps nothing. Thread-safe.
final class TimeStamps {
    /// A request of one hash is some sixty bytes.
    static final int LONGEST_REQUEST = 4_096;

    /// The policy of these stamps, of the arc for UUIDs (X.667).
    static final ASN1ObjectIdentifier POLICY =
            new ASN1ObjectIdentifier("2.25.228474512963407105271640123896752030117");

    /// Two of the clock, as others tell, and one of the fraction that is left out.
    private static final int ACCURACY_SECONDS = 3;

    private static final int SERIAL_BITS = 127;
    private static final Set<String> HASHES =
            Set.of(
                    NISTObjectIdentifiers.id_sha256.getId(),
                    NISTObjectIdentifiers.id_sha384.getId(),
                    NISTObjectIdentifiers.id_sha512.getId());

    private final InstantSource clock;
    private final SecureRandom random;

    TimeStamps(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /// The key of this site's stamps.
    ///
    /// @param chain from its certificate to the issuing authority
    record Signer(PrivateKey key, List<X509Certificate> chain) {
        Signer {
            chain = List.copyOf(chain);
        }

        /// Does not print the key.
        @Override
        public String toString() {
            return "Signer[" + chain.getFirst().getSerialNumber() + "]";
        }
    }

    /// A stamp, or a refusal with its reason (RFC 3161 §2.4.2), DER.
    ///
    /// @param sure whether the clock of this site is right, as far as others tell
    byte[] answer(byte[] request, Signer signer, boolean sure) {
        try {
            TimeStampTokenGenerator tokens =
                    new TimeStampTokenGenerator(
                            new JcaSimpleSignerInfoGeneratorBuilder()
                                    .build(
                                            Certifier.ALGORITHM,
                                            signer.key(),
                                            signer.chain().getFirst()),
                            new JcaDigestCalculatorProviderBuilder()
                                    .build()
                                    .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
                            POLICY);
            tokens.setAccuracySeconds(ACCURACY_SECONDS);
            tokens.addCertificates(new JcaCertStore(signer.chain()));
            TimeStampResponseGenerator answers =
                    new TimeStampResponseGenerator(
                            tokens, HASHES, Set.of(POLICY.getId()), Set.of());
            return answer(request, answers, sure).getEncoded();
        } catch (IOException
                | TSPException
                | OperatorCreationException
                | CertificateEncodingException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot stamp a time", fault);
        }
    }

    /// A token over a SHA-256, with the certificates of its signer, DER.
    byte[] token(byte[] sha256, Signer signer) {
        TimeStampRequestGenerator request = new TimeStampRequestGenerator();
        request.setCertReq(true);
        try {
            byte[] asked = request.generate(NISTObjectIdentifiers.id_sha256, sha256).getEncoded();
            return new TimeStampResponse(answer(asked, signer, true))
                    .getTimeStampToken()
                    .getEncoded();
        } catch (IOException | TSPException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot stamp a time", fault);
        }
    }

    private TimeStampResponse answer(
            byte[] request, TimeStampResponseGenerator answers, boolean sure) throws TSPException {
        if (!sure) {
            return answers.generateFailResponse(
                    org.bouncycastle.asn1.cmp.PKIStatus.REJECTION,
                    PKIFailureInfo.timeNotAvailable,
                    "the clock of this site differs from those of others");
        }
        TimeStampRequest asked;
        try {
            if (request.length > LONGEST_REQUEST) {
                throw new IOException("longer than a request");
            }
            asked = new TimeStampRequest(request);
        } catch (IOException | RuntimeException unreadable) {
            return answers.generateFailResponse(
                    org.bouncycastle.asn1.cmp.PKIStatus.REJECTION,
                    PKIFailureInfo.badDataFormat,
                    "expected a TimeStampReq of RFC 3161");
        }
        return answers.generate(
                asked, new BigInteger(SERIAL_BITS, random), Date.from(clock.instant()));
    }
}
