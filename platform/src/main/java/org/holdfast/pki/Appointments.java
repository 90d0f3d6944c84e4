// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.holdfast.keys.Certifier;
import org.holdfast.keys.KeptKeys;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.NodeJournal;
import tools.jackson.databind.node.ObjectNode;

/// What a site makes by itself, so that it can issue, tell and stamp: an issuing key for each
/// authority, a responder's key, which every site's issuers certify once they have read of it, and
/// a key for time stamps. All of it is renewed before it ends. For one thread.
final class Appointments {
    private static final String RESPONDER = "responder";
    private static final String STAMPS = "time stamps";
    private static final Duration BEFORE_END = Duration.ofDays(30);

    private final NodeJournal journal;
    private final Keys keys;
    private final InstantSource clock;
    private final CertificateBook book;
    private final Leaves leaves;
    private final String site;

    Appointments(
            NodeJournal journal,
            Keys keys,
            InstantSource clock,
            CertificateBook book,
            Leaves leaves,
            String site) {
        this.journal = journal;
        this.keys = keys;
        this.clock = clock;
        this.book = book;
        this.leaves = leaves;
        this.site = site;
    }

    /// A key of this site with a good certificate.
    record Holder(PrivateKey key, Issued certificate) {
        /// Does not print the key.
        @Override
        public String toString() {
            return "Holder[" + certificate + "]";
        }
    }

    /// Makes and enters what is wanting; the book knows it when this returns.
    void make() {
        IssuingKeys issuing = leaves.issuing();
        for (Authority authority : Authority.values()) {
            if (issuing.isWanting(leaves.current(authority))) {
                enter(PkiEntries.ISSUER, issuing.make(authority, book.issuers()).content());
            }
        }
        PublicKey responder = kept(RESPONDER).publicKey();
        if (book.responders().stream()
                .noneMatch(one -> CertificateBook.isSame(one.key(), responder))) {
            enter(PkiEntries.RESPONDER, new PkiEntries.Responder(site, responder).content());
        }
        book.look();
        for (PkiEntries.Issuer one : book.issuers()) {
            issuing.key(one.authority(), one.certificate().getPublicKey())
                    .filter(_ -> isLiving(one.certificate()))
                    .ifPresent(kept -> appoint(one, kept));
        }
        leaves.current(Authority.SITES)
                .filter(_ -> stamps().filter(this::isLasting).isEmpty())
                .ifPresent(with ->
                        issue(
                                with,
                                Authority.SITES,
                                Use.TIME_STAMP,
                                new PkiEntries.Responder(site, kept(STAMPS).publicKey())));
        book.look();
    }

    private boolean isLiving(X509Certificate certificate) {
        return clock.instant().isBefore(certificate.getNotAfter().toInstant());
    }

    private boolean isLasting(Holder holder) {
        return clock.instant()
                .plus(BEFORE_END)
                .isBefore(holder.certificate().certificate().getNotAfter().toInstant());
    }

    /// Lets every site's responder tell how the certificates of an issuer stand.
    private void appoint(PkiEntries.Issuer issuer, KeptKeys.Kept kept) {
        IssuingKeys.Current with =
                new IssuingKeys.Current(
                        Certifier.Issuer.of(kept.key(), issuer.certificate()),
                        issuer.certificate());
        for (PkiEntries.Responder one : book.responders()) {
            if (!book.isRevoked(one.key())
                    && good(Use.RESPONDER, issuer.certificate(), one.key()).isEmpty()) {
                issue(with, issuer.authority(), Use.RESPONDER, one);
            }
        }
    }

    private void issue(
            IssuingKeys.Current with, Authority authority, Use use, PkiEntries.Responder holder) {
        X509Certificate made =
                leaves.certify(with, use, holder.site(), holder.key(), leaves.serial());
        enter(
                PkiEntries.CERTIFICATE,
                new PkiEntries.Certificate(authority, use, holder.site(), "", made).content());
    }

    private KeptKeys.Kept kept(String use) {
        return keys.kept().all(use).reversed().stream()
                .filter(one -> !book.isRevoked(one.publicKey()))
                .findFirst()
                .orElseGet(() -> keys.kept().make(use));
    }

    private void enter(String type, ObjectNode content) {
        var _ =
                journal.append(
                        new EntryDraft(
                                type,
                                Pki.ALL,
                                keys.handles().of("pki", type),
                                0,
                                Optional.empty(),
                                Optional.empty(),
                                content,
                                Optional.empty()),
                        List.of());
    }

    /// The certificate of a key by an issuer that lasts longest, of the good ones.
    private Optional<Issued> good(Use use, X509Certificate issuer, PublicKey key) {
        String by = CertificateName.key(issuer);
        Instant now = clock.instant();
        return book.all().stream()
                .filter(one -> one.use() == use && one.name().issuer().equals(by))
                .filter(one -> CertificateBook.isSame(one.certificate().getPublicKey(), key))
                .filter(one -> one.isGood(now))
                .max(Comparator.comparing(one -> one.certificate().getNotAfter()));
    }

    /// The key by which this site tells how the certificates of an issuer stand.
    Optional<Holder> responder(X509Certificate issuer) {
        return keys.kept().all(RESPONDER).reversed().stream()
                .flatMap(kept ->
                        good(Use.RESPONDER, issuer, kept.publicKey()).stream()
                                .map(one -> new Holder(kept.key(), one)))
                .findFirst();
    }

    private Optional<Holder> stamps() {
        List<KeptKeys.Kept> all = keys.kept().all(STAMPS);
        return book.issuers().reversed().stream()
                .flatMap(issuer ->
                        all.stream()
                                .flatMap(kept ->
                                        good(Use.TIME_STAMP, issuer.certificate(), kept.publicKey())
                                                .stream()
                                                .map(one -> new Holder(kept.key(), one))))
                .max(Comparator.comparing(one -> one.certificate().certificate().getNotAfter()));
    }

    /// The key by which this site stamps times.
    Optional<TimeStamps.Signer> stamper() {
        return stamps().flatMap(holder ->
                book.issuers().stream()
                        .map(PkiEntries.Issuer::certificate)
                        .filter(issuer ->
                                CertificateName.key(issuer)
                                        .equals(holder.certificate().name().issuer()))
                        .findFirst()
                        .map(issuer ->
                                new TimeStamps.Signer(
                                        holder.key(),
                                        List.of(holder.certificate().certificate(), issuer))));
    }
}
