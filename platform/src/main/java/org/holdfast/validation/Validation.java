// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Judges a certificate of an outside authority for a request: by what lies in the store, without a
/// socket, in a few milliseconds. Thread-safe.
///
/// What is known as revoked, or has no path, is refused. Else the first of these that is good for
/// everything says how it stands: an OCSP answer in its span, one past its span, lists in their
/// span, lists past it; where none is, the youngest. Authorities between stand by OCSP where the
/// certificate and all between them do, and by lists from there on.
public final class Validation {
    private final PathRules rules;
    private final StatusStore store;
    private final Tiers tiers;
    private final InstantSource clock;

    /// @param rules the same as the store's
    public Validation(PathRules rules, StatusStore store, Tiers tiers, InstantSource clock) {
        this.rules = rules;
        this.store = store;
        this.tiers = tiers;
        this.clock = clock;
    }

    /// What somebody shows.
    ///
    /// @param leaf DER, as it came
    /// @param presented certificates of authorities, DER, as they came
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Shown(
            byte[] leaf,
            List<byte[]> presented,
            Optional<Question.Purpose> purpose,
            Question.Policies policies) {
        /// Copies what it is given.
        public Shown {
            presented = List.copyOf(presented);
        }

        /// To log in, under any policy.
        public static Shown login(byte[] leaf, List<byte[]> presented) {
            return new Shown(
                    leaf, presented, Optional.of(Question.Purpose.LOGIN), Question.Policies.ANY);
        }
    }

    private record Status(StatusSource source, Instant asOf) {}

    /// By what is known at this moment.
    public Judgement judge(Shown shown) {
        Instant now = clock.instant();
        boolean doubted = store.isClockDoubted();
        StatusLists lists = store.lists();
        Question question =
                new Question(
                        shown.leaf(),
                        shown.presented(),
                        store.anchors(),
                        shown.purpose(),
                        shown.policies(),
                        now);
        return switch (rules.judge(question, lists, false)) {
            case Verdict.Refused refused ->
                    new Judgement.Refused(refused.reason(), refused.detail());
            case Verdict.Valid path -> judge(question, path, lists, doubted);
        };
    }

    /// How a certificate that is enrolled stands by responders and known revocations alone; its
    /// path is not looked at. For lists and the console, never to let anybody in. One that is
    /// revoked is good for nothing, whatever its tier.
    public Standing known(X509Certificate certificate) {
        Instant now = clock.instant();
        Optional<Status> told =
                store.told(certificate)
                        .map(one ->
                                new Status(
                                        one.until().filter(now::isAfter).isPresent()
                                                ? StatusSource.OCSP_CACHED
                                                : StatusSource.OCSP,
                                        one.asOf()));
        Standing standing = standing(certificate, told, store.isClockDoubted(), now);
        return store.isRevoked(certificate)
                ? new Standing(
                        certificate,
                        Standing.Status.REVOKED,
                        standing.source(),
                        standing.asOf(),
                        standing.age(),
                        Tier.BREAK_GLASS)
                : standing;
    }

    private Judgement judge(
            Question question, Verdict.Valid path, StatusLists lists, boolean doubted) {
        Instant now = question.at();
        Optional<Status> status = byAnswers(question, path.chain(), lists);
        if (status.filter(one -> tiers.of(Optional.of(one.asOf), now) == Tier.FULL).isEmpty()) {
            switch (rules.judge(question, lists)) {
                case Verdict.Refused refused when refused.reason() == Reason.REVOKED -> {
                    return new Judgement.Refused(refused.reason(), refused.detail());
                }
                case Verdict.Refused _ -> {}
                case Verdict.Valid valid -> {
                    Optional<Status> other =
                            valid.asOf().map(asOf -> new Status(valid.source(), asOf));
                    status = younger(status, other);
                }
            }
        }
        return new Judgement.Stands(
                path.chain(),
                path.anchor(),
                standing(path.chain().getFirst(), status, doubted, now));
    }

    private static Optional<Status> younger(Optional<Status> one, Optional<Status> other) {
        return other.filter(found -> one.isEmpty() || found.asOf.isAfter(one.get().asOf))
                .or(() -> one);
    }

    private Standing standing(
            X509Certificate certificate, Optional<Status> status, boolean doubted, Instant now) {
        Optional<Instant> asOf = status.map(Status::asOf);
        Optional<java.time.Duration> age = doubted ? Optional.empty() : Tiers.age(asOf, now);
        return new Standing(
                certificate,
                age.isPresent() ? Standing.Status.GOOD : Standing.Status.UNKNOWN,
                status.map(Status::source).orElse(StatusSource.NONE),
                asOf,
                age,
                age.isPresent() ? tiers.of(asOf, now) : Tier.BREAK_GLASS);
    }

    /// By responders, from the certificate upward as far as they tell without a gap, and by lists
    /// above.
    private Optional<Status> byAnswers(
            Question question, List<X509Certificate> chain, StatusLists lists) {
        Instant now = question.at();
        Optional<Instant> asOf = Optional.empty();
        boolean fresh = true;
        int told = 0;
        while (told < chain.size()) {
            Optional<OcspReading.Read.Told> answer =
                    store.told(chain.get(told)).filter(one -> !one.revoked());
            if (answer.isEmpty()) {
                break;
            }
            Instant until = answer.get().until().orElse(Instant.MAX);
            Instant since = told == 0 ? answer.get().asOf() : (until.isBefore(now) ? until : now);
            asOf = Optional.of(asOf.filter(since::isAfter).orElse(since));
            fresh &= !until.isBefore(now);
            told++;
        }
        if (asOf.isEmpty()) {
            return Optional.empty();
        }
        Status leaf = new Status(fresh ? StatusSource.OCSP : StatusSource.OCSP_CACHED, asOf.get());
        List<X509Certificate> above = chain.subList(told, chain.size());
        return above.isEmpty() ? Optional.of(leaf) : withLists(question, above, lists, leaf);
    }

    private Optional<Status> withLists(
            Question question, List<X509Certificate> above, StatusLists lists, Status leaf) {
        Question about =
                new Question(
                        Certificates.encoded(above.getFirst()),
                        above.stream().skip(1).map(Certificates::encoded).toList(),
                        question.anchors(),
                        Optional.empty(),
                        Question.Policies.ANY,
                        question.at());
        if (!(rules.judge(about, lists) instanceof Verdict.Valid valid)) {
            return Optional.empty();
        }
        return lists.authoritiesAsOf(valid.chain(), question.at())
                .map(asOf -> new Status(leaf.source, asOf.isBefore(leaf.asOf) ? asOf : leaf.asOf));
    }
}
