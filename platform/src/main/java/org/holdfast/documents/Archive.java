// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.operator.OperatorCreationException;
import org.holdfast.documents.Revisions.Addition;
import org.holdfast.keys.Keys;
import org.holdfast.keys.Seals;
import org.holdfast.pki.Pki;
import org.holdfast.verifier.PaperVerifier;

/// Copies of papers for keeping for years: behind the paper's own bytes a time, how the
/// certificates of its signatures stand, and a time over that (PAdES baseline LTA, ETSI EN 319
/// 142-1 §6.3). Everything comes from what this site holds; nobody is asked. Thread-safe.
///
/// A site tells only of seals that it made itself, and of its stamps only what was heard within the
/// last [#FRESH]. Else a copy has a time alone; asking again later gives the rest.
public final class Archive {
    /// An older status is not put into papers: it would be believed for decades.
    public static final Duration FRESH = Duration.ofHours(1);

    private static final Duration LIST_VALID = Duration.ofDays(1);

    private final Keys keys;
    private final Pki pki;
    private final InstantSource clock;

    public Archive(Keys keys, Pki pki, InstantSource clock) {
        this.keys = keys;
        this.pki = pki;
        this.clock = clock;
    }

    /// What a copy holds behind the paper.
    public enum Level {
        /// Nothing: this site stamps no times now.
        PAPER("paper"),
        /// A time alone.
        TIME("time"),
        /// A time, the status of all certificates, and a time over that.
        KEPT("kept");

        private final String code;

        Level(String code) {
            this.code = code;
        }

        /// As in headers and file names.
        public String code() {
            return code;
        }
    }

    /// A copy; its bytes begin with those of the paper.
    ///
    /// @param asOf up to when its status is known; only of one that is [Level#KEPT]
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Copy(byte[] pdf, Level level, Optional<Instant> asOf) {
        /// As in a header.
        public String said() {
            return level.code() + asOf.map(moment -> "; as-of=" + moment).orElse("");
        }
    }

    /// Makes a copy, two or three signatures' work.
    ///
    /// @param file a paper, with or without what was appended before
    public Copy of(byte[] file) {
        AtomicReference<byte[]> token = new AtomicReference<>();
        Revisions.Stamps stamps =
                digest -> {
                    Optional<byte[]> given = pki.token(digest);
                    given.ifPresent(token::set);
                    return given;
                };
        Optional<byte[]> time = Revisions.append(file, List.of(new Addition.TimeStamp(stamps)));
        if (time.isEmpty()) {
            return new Copy(file, Level.PAPER, Optional.empty());
        }
        byte[] stamped = joined(file, time.get());
        Instant now = clock.instant();
        Optional<Instant> asOf =
                pki.asOf()
                        .filter(moment -> moment.plus(FRESH).isAfter(now))
                        .filter(_ -> isOwn(file));
        return asOf.flatMap(_ -> evidence(token.get(), now))
                .flatMap(evidence ->
                        Revisions.append(
                                stamped, List.of(evidence, new Addition.TimeStamp(stamps))))
                .map(rest -> new Copy(joined(stamped, rest), Level.KEPT, asOf))
                .orElseGet(() -> new Copy(stamped, Level.TIME, Optional.empty()));
    }

    /// Empty while the status of the stamps' certificate is not told, or one was revoked.
    private Optional<Addition> evidence(byte[] token, Instant now) {
        try {
            List<X509Certificate> chain = CmsCertificates.chain(token);
            List<byte[]> answers = new ArrayList<>();
            for (int i = 0; i + 1 < chain.size(); i++) {
                byte[] answer =
                        pki.status(CmsCertificates.question(chain.get(i), chain.get(i + 1)));
                if (!CmsCertificates.isGood(answer, now)) {
                    return Optional.empty();
                }
                answers.add(answer);
            }
            Instant from = now.truncatedTo(ChronoUnit.SECONDS);
            byte[] list = keys.root().revocations(from, from.plus(LIST_VALID));
            List<X509Certificate> all = new ArrayList<>(chain);
            all.add(keys.root().certificate());
            return Optional.of(new Addition.Evidence(all, answers, List.of(list)));
        } catch (IOException | CertificateException | CMSException | OperatorCreationException e) {
            throw new IllegalStateException("our own stamp cannot be read", e);
        }
    }

    /// Of a seal made at another site this one does not know whether it is in other hands.
    private boolean isOwn(byte[] file) {
        try {
            X509Certificate seal = CmsCertificates.signer(PaperVerifier.issued(file));
            return keys.seals().all().stream()
                    .map(Seals.Certified::certificate)
                    .anyMatch(seal::equals);
        } catch (IOException | CertificateException | CMSException e) {
            throw new IllegalArgumentException("not a paper as it is written here", e);
        }
    }

    private static byte[] joined(byte[] file, byte[] suffix) {
        byte[] whole = Arrays.copyOf(file, file.length + suffix.length);
        System.arraycopy(suffix, 0, whole, file.length, suffix.length);
        return whole;
    }
}
