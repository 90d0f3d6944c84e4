// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Follows a list of anchors. One that would end a chain of our own or takes away more than a tenth
/// of the anchors waits for a person, as does every change of a list that nobody signs. One thread
/// looks, any may read.
final class TrustKeeper implements Keeper {
    static final int LONGEST = 8 * 1024 * 1024;
    private static final int TENTH = 10;

    private final Source.TrustList source;
    private final Parts parts;
    private final Predicate<List<X509Certificate>> keepsOurs;
    private final Shelf shelf;
    private final Health health;
    private volatile Optional<TrustListReading.Read> current = Optional.empty();
    private volatile Optional<Waiting> waiting = Optional.empty();
    private volatile Optional<Instant> confirmed = Optional.empty();
    private boolean unkept;

    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Waiting(String digest, byte[] answer, TrustListReading.Read read) {}

    /// @param keepsOurs whether our own chains still lead to an anchor with these anchors
    TrustKeeper(Source.TrustList source, Parts parts, Predicate<List<X509Certificate>> keepsOurs) {
        this.source = source;
        this.parts = parts;
        this.keepsOurs = keepsOurs;
        this.shelf = new Shelf(parts.folder(source), LONGEST);
        this.health = new Health(source.name());
        for (byte[] kept : shelf.read()) {
            if (current.isEmpty()) {
                try {
                    current =
                            Optional.of(
                                    TrustListReading.read(kept, source.signer(), parts.strength()));
                } catch (TrustListReading.Unreadable wrong) {
                    health.bad(wrong.failure(), parts.clock().instant());
                }
            }
        }
    }

    List<X509Certificate> anchors() {
        return current.map(TrustListReading.Read::anchors).orElse(List.of());
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public boolean look() {
        return parts.look(source, LONGEST, health, this);
    }

    @Override
    public synchronized Optional<SourceState.Failure> take(byte[] answer) {
        Instant now = parts.clock().instant();
        Optional<SourceState.Failure> failure = judge(answer, now);
        failure.ifPresentOrElse(why -> health.bad(why, now), health::good);
        return failure.filter(why -> why.why() != FetchRefusal.NOT_KEPT);
    }

    private Optional<SourceState.Failure> judge(byte[] answer, Instant now) {
        TrustListReading.Read read;
        try {
            read = TrustListReading.read(answer, source.signer(), parts.strength());
        } catch (TrustListReading.Unreadable wrong) {
            return Optional.of(wrong.failure());
        }
        Instant as = read.signedAt().orElse(now);
        if (as.isAfter(now.plus(Tiers.SKEW))) {
            return failure(FetchRefusal.FUTURE, "as of " + as);
        }
        Optional<Instant> last = current.flatMap(TrustListReading.Read::signedAt);
        if (last.filter(as::isBefore).filter(then -> !then.isAfter(now)).isPresent()) {
            return failure(FetchRefusal.OLDER, "as of " + as);
        }
        Optional<String> doubt = doubt(read);
        if (doubt.isPresent()) {
            String digest = Certificates.digest(answer);
            waiting = Optional.of(new Waiting(digest, answer, read));
            return failure(FetchRefusal.WAITS_FOR_A_PERSON, doubt.get());
        }
        return use(read, answer, now);
    }

    private Optional<String> doubt(TrustListReading.Read read) {
        List<X509Certificate> before = anchors();
        if (before.equals(read.anchors())) {
            return Optional.empty();
        }
        if (source.signer().isEmpty()) {
            return Optional.of("has changed, and nobody signs it");
        }
        long gone = before.stream().filter(one -> !read.anchors().contains(one)).count();
        if (gone * TENTH > before.size()) {
            return Optional.of("takes " + gone + " of " + before.size() + " anchors away");
        }
        return keepsOurs.test(read.anchors())
                ? Optional.empty()
                : Optional.of("would end a chain of our own");
    }

    private Optional<SourceState.Failure> use(
            TrustListReading.Read read, byte[] answer, Instant now) {
        unkept |= !current.equals(Optional.of(read));
        current = Optional.of(read);
        confirmed = Optional.of(now);
        waiting = Optional.empty();
        read.signedAt().ifPresent(then -> parts.mark().heard(then, now));
        try {
            if (unkept) {
                shelf.keep(answer);
                unkept = false;
            }
            return Optional.empty();
        } catch (IOException full) {
            return failure(FetchRefusal.NOT_KEPT, full.toString());
        }
    }

    /// A person has looked at the list that waits, and takes it whatever it ends.
    ///
    /// @return false where another one waits, or none
    synchronized boolean accept(String digest) {
        Optional<Waiting> seen = waiting.filter(one -> one.digest.equals(digest));
        seen.ifPresent(one -> {
            Instant now = parts.clock().instant();
            use(one.read, one.answer, now)
                    .ifPresentOrElse(why -> health.bad(why, now), health::good);
        });
        return seen.isPresent();
    }

    @Override
    public SourceState state(Instant now) {
        return health.state(
                current.flatMap(TrustListReading.Read::signedAt).or(() -> confirmed),
                now,
                waiting.map(Waiting::digest),
                anchors().size());
    }

    private static Optional<SourceState.Failure> failure(FetchRefusal why, String detail) {
        return Optional.of(new SourceState.Failure(why, detail));
    }
}
