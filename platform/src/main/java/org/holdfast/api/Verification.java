// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.holdfast.cases.Papers;
import org.holdfast.keys.Providers;
import org.holdfast.preservation.Resigned;
import org.holdfast.shield.Crew;
import org.holdfast.verifier.OnlineStatus;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.ReceiptVerdict;
import org.holdfast.verifier.ReceiptVerifier;
import org.holdfast.verifier.SealClaims;
import org.holdfast.verifier.SealVerifier;
import org.holdfast.verifier.TrustList;

/// Verifies papers and seals with the very program that anybody can run alone, under this office's
/// own trust list, and asks the office whether they still stand. Thread-safe.
public final class Verification {
    private final Supplier<TrustList> trust;
    private final Papers papers;
    private final PaperVerifier paperVerifier;
    private final SealVerifier sealVerifier;
    private final Crew crew;
    private final Function<String, Optional<Resigned>> resigned;

    /// @param resigned whether a paper was signed again, by the id of its entry
    public Verification(
            Supplier<TrustList> trust,
            Papers papers,
            Function<String, Optional<Resigned>> resigned,
            InstantSource clock,
            Crew crew) {
        this.trust = trust;
        this.papers = papers;
        this.resigned = resigned;
        this.crew = crew;
        this.paperVerifier = new PaperVerifier(clock, Providers.fast());
        this.sealVerifier = new SealVerifier(clock, Providers.fast());
    }

    /// What a file is, and whether it still stands. Of a paper that was signed again since, the
    /// details say when (`resignedAt`) and which paper that is (`resignedEntry`), also when its own
    /// seal alone counts no more; not of the copy that carries the further signature itself.
    public PaperVerdict paper(byte[] pdf) {
        return byCrew(() -> {
            AtomicReference<Optional<SealClaims>> seen = new AtomicReference<>(Optional.empty());
            PaperVerdict verdict =
                    paperVerifier.verify(
                            pdf,
                            trust.get(),
                            Optional.of(online()),
                            (claims, since) -> {
                                seen.set(Optional.of(claims)); // verified, but for its key
                                return papers.evidence(claims.entryId(), since);
                            });
            Optional<SealClaims> claims = verdict.claims().or(seen::get);
            return claims.map(SealClaims::entryId)
                    .flatMap(entry ->
                            resigned.apply(entry)
                                    .filter(_ -> isIssued(entry, pdf))
                                    .filter(again -> !again.sha256().equals(sha256(pdf)))
                                    .map(again -> with(verdict, entry, again)))
                    .orElse(verdict);
        });
    }

    /// Whether these are the bytes that the entry holds: whoever has a weak key can write another
    /// paper under it, which nobody has signed again.
    private boolean isIssued(String entry, byte[] pdf) {
        return papers.entry(entry)
                .filter(one -> one.erasedBy().isEmpty())
                .filter(one ->
                        Papers.Sealed.read(one).sha256().equals(sha256(PaperVerifier.issued(pdf))))
                .isPresent();
    }

    private static PaperVerdict with(PaperVerdict verdict, String entry, Resigned again) {
        Map<String, String> details = new TreeMap<>(verdict.details());
        details.put("resignedAt", again.at().toString());
        details.put("resignedEntry", entry);
        return new PaperVerdict(
                verdict.verdict(), verdict.reason(), verdict.claims(), verdict.signer(), details);
    }

    private static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException("every Java has SHA-256", bug);
        }
    }

    /// Whether a receipt proves what it says.
    public ReceiptVerdict receipt(String json) {
        return byCrew(() -> new ReceiptVerifier(Providers.fast()).verify(json, trust.get()));
    }

    /// Work on a file that a stranger sent, done by the few threads kept for it.
    ///
    /// @throws ProblemRaised 503 when they have too much to do
    public <T> T byCrew(Supplier<T> work) {
        return crew.tryDo(work).orElseThrow(() -> new ProblemRaised("over-capacity", 503));
    }

    /// What the text of a QR code is; whether it still stands is in [#standing].
    public PaperVerdict seal(String text) {
        return sealVerifier.verify(text, trust.get());
    }

    /// How the paper of these verified claims stands, and as of when this node knows.
    public OnlineStatus.Standing standing(SealClaims claims) {
        return online().of(claims);
    }

    private OnlineStatus online() {
        return claims ->
                switch (papers.status(claims.entryId())) {
                    case Papers.Status.Current(Instant asOf) ->
                            new OnlineStatus.Standing.Current(asOf.truncatedTo(ChronoUnit.SECONDS));
                    case Papers.Status.Superseded(Instant since) ->
                            new OnlineStatus.Standing.Superseded(since);
                    case Papers.Status.Withdrawn(Instant since) ->
                            new OnlineStatus.Standing.Withdrawn(since);
                    case Papers.Status.Unknown() ->
                            new OnlineStatus.Standing.Unknown("not issued by this node");
                };
    }
}
