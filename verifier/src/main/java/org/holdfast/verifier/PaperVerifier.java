// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.security.Provider;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Verifies a finished paper: one PDF with one PAdES baseline B signature of an office and the
/// office's seal inside. Thread-safe; reads at most [#MAX_BYTES].
///
/// The signature must cover every byte but its own value, so nothing can be shadowed or wrapped.
/// Behind what it covers may only be what offices append to keep papers verifiable, in the one form
/// in which they do ([AppendedForm]), under a signature or a time stamp that covers all of it; what
/// a paper says is read from its own signed bytes alone. Its certificate must lead to a root of the
/// user's trust file and have been valid at the time of issue; the seal inside must be signed with
/// the same key and name the same office. No object of the PDF is read, and nothing is unpacked,
/// before a trusted key is known to have signed these very bytes: what a stranger writes costs one
/// digest, behind a genuine paper two.
public final class PaperVerifier {
    /// A paper larger than this is not read.
    public static final int MAX_BYTES = 20 * 1024 * 1024;

    private final InstantSource clock;
    private final SealVerifier seals;
    private final SignatureSource source;

    public PaperVerifier(InstantSource clock) {
        this(clock, Optional.empty());
    }

    /// @param provider a faster provider of signature algorithms than the JDK's
    public PaperVerifier(InstantSource clock, Optional<Provider> provider) {
        this.clock = clock;
        this.seals = new SealVerifier(clock, provider);
        this.source = new SignatureSource(provider);
    }

    /// Says what this file is. Never throws for bad input. Asks `online` only about papers that are
    /// genuine without it.
    public PaperVerdict verify(byte[] pdf, TrustList trust, Optional<OnlineStatus> online) {
        return verify(pdf, trust, online, (_, _) -> Optional.empty());
    }

    /// The same, where somebody may have evidence of papers whose key was compromised since.
    public PaperVerdict verify(
            byte[] pdf,
            TrustList trust,
            Optional<OnlineStatus> online,
            PaperEvidence.Source evidence) {
        try {
            return standing(offline(pdf, trust, evidence), online);
        } catch (Refused refused) {
            return PaperVerdict.refused(refused.reason(), refused.detail());
        }
    }

    /// The bytes that were issued, without what was appended to them since; the whole file where
    /// none can be told apart. Judges nothing.
    public static byte[] issued(byte[] pdf) {
        try {
            return PdfPaper.range(pdf).bytes();
        } catch (Refused judgedElsewhere) {
            return pdf;
        }
    }

    private PaperVerdict offline(byte[] pdf, TrustList trust, PaperEvidence.Source evidence)
            throws Refused {
        SignedRange range = PdfPaper.range(pdf);
        CmsSignature signature = CmsSignature.of(range, source);
        trust.mustLead(signature.certificate(), signature.certificates());
        Certificates.mustBeForPapers(signature.certificate());
        Optional<AppendedSignature> appended = Optional.empty();
        AppendedForm.Found found = new AppendedForm.Found(0, List.of());
        if (range.end() < pdf.length) {
            SignedRange last = SignedRange.last(pdf, range);
            appended = Optional.of(AppendedSignature.read(last, trust, source, clock.instant()));
            found = AppendedForm.check(pdf, range.end());
        }
        PdfPaper paper = PdfPaper.read(range);
        if (paper.seal().isEmpty()) {
            throw new Refused(Reason.SEAL_MISSING, "");
        }
        SealClaims claims =
                seals.checkClaims(
                        CoseSeal.parse(paper.seal()),
                        signature.certificate(),
                        trust,
                        signature.certificates());
        Map<String, String> details = new TreeMap<>();
        details.put("pages", Integer.toString(paper.pages()));
        details.put("online", "not-asked");
        if (appended.isPresent()) {
            details.put("appended", Integer.toString(found.revisions()));
            appended.get().time().ifPresent(time -> details.put("stampedAt", time.toString()));
        }
        Optional<Instant> since = trust.compromised(signature.certificate());
        if (since.isPresent()) {
            if (isSignedAgain(range, pdf, found, trust, claims)) {
                details.put("signedAgain", "true");
            } else {
                evidence.of(claims, since.get())
                        .orElseThrow(() -> PaperEvidence.unproved(since.get(), "no evidence"))
                        .mustProve(range.bytes(), claims, since.get(), trust);
            }
            details.put("compromisedSince", since.get().toString());
        }
        return new PaperVerdict(
                Verdict.GENUINE,
                Reason.VALID,
                Optional.of(claims),
                Optional.of(Certificates.signer(signature.certificate())),
                details);
    }

    /// Whether the office has signed all of the paper once more by a good key, be there stamps and
    /// evidence behind that or not.
    private boolean isSignedAgain(
            SignedRange paper,
            byte[] pdf,
            AppendedForm.Found found,
            TrustList trust,
            SealClaims claims) {
        return found.signed().stream()
                .anyMatch(end -> vouches(Arrays.copyOf(pdf, end), paper, trust, claims));
    }

    private boolean vouches(byte[] prefix, SignedRange paper, TrustList trust, SealClaims claims) {
        try {
            SignedRange range = SignedRange.last(prefix, paper);
            return AppendedSignature.read(range, trust, source, clock.instant()).vouches(claims);
        } catch (Refused byAWeakKey) {
            return false;
        }
    }

    private static PaperVerdict standing(PaperVerdict genuine, Optional<OnlineStatus> online) {
        if (online.isEmpty() || genuine.claims().isEmpty()) {
            return genuine;
        }
        OnlineStatus.Standing standing = online.get().of(genuine.claims().get());
        return switch (standing) {
            case OnlineStatus.Standing.Current(var asOf) ->
                    with(genuine, Reason.VALID, Map.of("online", "current", "at", "" + asOf));
            case OnlineStatus.Standing.Superseded(var since) ->
                    with(
                            genuine,
                            Reason.RECORD_CHANGED,
                            Map.of("online", "superseded", "since", "" + since));
            case OnlineStatus.Standing.Withdrawn(var since) ->
                    with(
                            genuine,
                            Reason.PAPER_WITHDRAWN,
                            Map.of("online", "withdrawn", "since", "" + since));
            case OnlineStatus.Standing.Unknown(var why) ->
                    with(genuine, Reason.VALID, Map.of("online", "unknown", "why", why));
        };
    }

    private static PaperVerdict with(PaperVerdict before, Reason reason, Map<String, String> more) {
        Map<String, String> details = new TreeMap<>(before.details());
        details.putAll(more);
        return new PaperVerdict(
                reason.verdict(), reason, before.claims(), before.signer(), details);
    }
}
