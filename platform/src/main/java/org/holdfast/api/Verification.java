// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.cases.Papers;
import org.holdfast.keys.Providers;
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

    public Verification(Supplier<TrustList> trust, Papers papers, InstantSource clock, Crew crew) {
        this.trust = trust;
        this.papers = papers;
        this.crew = crew;
        this.paperVerifier = new PaperVerifier(clock, Providers.fast());
        this.sealVerifier = new SealVerifier(clock, Providers.fast());
    }

    /// What a file is, and whether it still stands.
    public PaperVerdict paper(byte[] pdf) {
        return byCrew(() ->
                paperVerifier.verify(
                        pdf,
                        trust.get(),
                        Optional.of(online()),
                        (claims, since) -> papers.evidence(claims.entryId(), since)));
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
