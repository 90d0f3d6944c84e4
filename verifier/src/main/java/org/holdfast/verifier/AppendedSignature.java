// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Store;

/// The signature or the time stamp that covers a paper with everything behind it, by a key that
/// leads to a root of the user's. It says that these bytes are those that were appended, and of a
/// time stamp when they were there; not that they are harmless: whoever asks gets a stamp over
/// anything.
///
/// @param time of a time stamp
record AppendedSignature(X509Certificate certificate, Optional<Instant> time) {
    /// Refuses unless a trusted key signed this range.
    static AppendedSignature read(
            SignedRange range, TrustList trust, SignatureSource source, Instant now)
            throws Refused {
        CMSSignedData data = CmsSignature.data(range.value());
        boolean stamp =
                PKCSObjectIdentifiers.id_ct_TSTInfo.getId().equals(data.getSignedContentTypeOID());
        AppendedSignature read =
                stamp ? stamp(range, data, trust, now) : signature(range, trust, source);
        Optional<Instant> since = trust.compromised(read.certificate());
        if (since.isPresent()) {
            throw PaperEvidence.unproved(since.get(), "the key of what was appended");
        }
        return read;
    }

    /// Whether the office itself has signed the paper once more, by a key that is in no other
    /// hands: what its first key is worth does not matter then. A time stamp says nothing of the
    /// kind.
    boolean vouches(SealClaims claims) {
        return time.isEmpty() && Certificates.signer(certificate).office().equals(claims.office());
    }

    private static AppendedSignature signature(
            SignedRange range, TrustList trust, SignatureSource source) throws Refused {
        CmsSignature signature = CmsSignature.of(range, source);
        trust.mustLead(signature.certificate(), signature.certificates());
        Certificates.mustBeForPapers(signature.certificate());
        return new AppendedSignature(signature.certificate(), Optional.empty());
    }

    /// RFC 3161 §2.4.2: the imprint is this range's; the certificate is for time stamps alone
    /// (§2.3), named by the token (RFC 5816) and valid at the time that it says.
    private static AppendedSignature stamp(
            SignedRange range, CMSSignedData data, TrustList trust, Instant now) throws Refused {
        try {
            TimeStampToken token = new TimeStampToken(data);
            String digest =
                    CmsSignature.digest(token.getTimeStampInfo().getHashAlgorithm().getAlgorithm());
            if (!MessageDigest.isEqual(
                    token.getTimeStampInfo().getMessageImprintDigest(), range.digest(digest))) {
                throw new Refused(Reason.SIGNATURE_WRONG, "digest of the time stamp");
            }
            List<X509Certificate> all = new ArrayList<>();
            X509Certificate own = certificates(token, all);
            token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(own));
            if (own.getBasicConstraints() >= 0) {
                throw new Refused(Reason.ISSUER_NOT_TRUSTED, "a time stamp by an authority");
            }
            Instant time = token.getTimeStampInfo().getGenTime().toInstant();
            trust.chain(own, all, time);
            if (time.isAfter(now.plus(SealVerifier.CLOCK_DIFFERENCE))) {
                throw new Refused(Reason.FROM_THE_FUTURE, "stamped at " + time);
            }
            return new AppendedSignature(own, Optional.of(time));
        } catch (TSPException e) {
            throw new Refused(Reason.SIGNATURE_WRONG, "time stamp");
        } catch (IOException
                | CertificateException
                | OperatorCreationException
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException e) {
            throw new Refused(Reason.SIGNATURE_BROKEN, "not a time stamp");
        }
    }

    private static X509Certificate certificates(TimeStampToken token, List<X509Certificate> all)
            throws Refused, IOException, CertificateException {
        Store<X509CertificateHolder> store = token.getCertificates();
        Collection<X509CertificateHolder> holders = store.getMatches(null);
        @SuppressWarnings("unchecked") // SignerId selects certificate holders
        Collection<X509CertificateHolder> own = store.getMatches(token.getSID());
        if (holders.size() > CmsSignature.MAX_CERTIFICATES || own.size() != 1) {
            throw new Refused(Reason.SIGNATURE_FORM, "certificate of the time stamp is not inside");
        }
        for (X509CertificateHolder holder : holders) {
            all.add(Certificates.parse(holder.getEncoded()));
        }
        return Certificates.parse(own.iterator().next().getEncoded());
    }
}
