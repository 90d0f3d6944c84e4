// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Verifies the text of a paper's QR code: `HF1:`, base45 (RFC 9285), COSE_Sign1 (RFC 9052) with
/// ES256. A yes means that the office sealed these claims; whether the bearer is the person named
/// is for the reader to check. Thread-safe.
public final class SealVerifier {
    /// Clocks may differ by this much before a paper is said to come from the future.
    static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final SignatureSource source;

    public SealVerifier(InstantSource clock) {
        this(clock, Optional.empty());
    }

    /// @param provider a faster provider of signature algorithms than the JDK's
    public SealVerifier(InstantSource clock, Optional<Provider> provider) {
        this.clock = clock;
        this.source = new SignatureSource(provider);
    }

    /// Says what this text is. Never throws for bad input.
    public PaperVerdict verify(String qrText, TrustList trust) {
        try {
            return check(CoseSeal.parse(withoutLineEnds(qrText)), trust);
        } catch (Refused refused) {
            return PaperVerdict.refused(refused.reason(), refused.detail());
        }
    }

    private PaperVerdict check(CoseSeal seal, TrustList trust) throws Refused {
        SealClaims claimed = seal.unverifiedClaims();
        List<X509Certificate> known = trust.sealsOf(claimed.kid());
        if (known.isEmpty()) {
            throw new Refused(Reason.ISSUER_NOT_TRUSTED, "key " + claimed.kid() + " not listed");
        }
        X509Certificate certificate = known.getFirst();
        SealClaims claims = checkClaims(seal, certificate, trust, List.of());
        Optional<Instant> since = trust.compromised(certificate);
        if (since.isPresent()) {
            throw PaperEvidence.unproved(since.get(), "a seal alone");
        }
        return new PaperVerdict(
                Verdict.GENUINE,
                Reason.VALID,
                Optional.of(claims),
                Optional.of(Certificates.signer(certificate)),
                Map.of("online", "not-asked"));
    }

    /// A blank is a character of base45, so only line ends around the text are taken away.
    private static String withoutLineEnds(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && (text.charAt(from) == '\n' || text.charAt(from) == '\r')) {
            from++;
        }
        while (to > from && (text.charAt(to - 1) == '\n' || text.charAt(to - 1) == '\r')) {
            to--;
        }
        return text.substring(from, to);
    }

    /// The checks shared by a scanned seal and a seal inside a paper.
    SealClaims checkClaims(
            CoseSeal seal,
            X509Certificate certificate,
            TrustList trust,
            List<X509Certificate> others)
            throws Refused {
        Instant issuedAt = seal.unverifiedClaims().issuedAt();
        trust.chain(certificate, others, issuedAt);
        Certificates.mustBeForPapers(certificate);
        if (!seal.unverifiedClaims().kid().equals(Certificates.kid(certificate))) {
            throw new Refused(Reason.SEAL_OF_OTHER_OFFICE, "key id of the seal is another");
        }
        SealClaims claims = seal.verify(certificate.getPublicKey(), source);
        if (!claims.office().equals(Certificates.signer(certificate).office())) {
            throw new Refused(Reason.SEAL_OF_OTHER_OFFICE, "the key is not that office's");
        }
        if (issuedAt.isAfter(clock.instant().plus(CLOCK_DIFFERENCE))) {
            throw new Refused(Reason.FROM_THE_FUTURE, "issued at " + issuedAt);
        }
        return claims;
    }
}
