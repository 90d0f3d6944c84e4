// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.NodeJournal;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.pki.CertificateName;
import org.holdfast.validation.Judgement;
import org.holdfast.validation.Standing;
import org.holdfast.validation.StatusStore;
import org.holdfast.validation.Validation;

/// Certificates of outside authorities by which officials log in: each is bound to one account by
/// an entry, encrypted as the account's, and judged by what the status store holds. Whom it opens
/// for is never read out of the certificate. Thread-safe; needs neither the database nor anybody
/// outside.
public final class OutsideCertificates implements AutoCloseable {
    /// Certificates of authorities that may come with one.
    public static final int MOST_ABOVE = 5;

    /// A standing is asked for again for the review at most so often.
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final NodeJournal journal;
    private final Keys keys;
    private final Passkeys.Who who;
    private final InstantSource clock;
    private final Optional<Outside> outside;

    private final OutsideCertificateBook book;

    @GuardedBy("this")
    private final Map<CertificateName, Seen> seen = new HashMap<>();

    /// Who says how outside certificates stand.
    ///
    /// @param validation upon the store
    public record Outside(StatusStore store, Validation validation) {}

    /// A certificate that opens an account.
    ///
    /// @param above certificates of authorities on the way, DER
    public record Bound(
            CertificateName name,
            String account,
            X509Certificate certificate,
            List<byte[]> above,
            Instant since) {
        public Bound {
            above = List.copyOf(above);
        }
    }

    /// What was found when a certificate was judged anew.
    private record Seen(Instant when, Optional<Instant> asOf) {}

    /// What came of an order.
    public sealed interface Answer {
        /// It opens its account at this site, and at others once they have read of it.
        record Taken(Bound bound, Hash leaf, boolean repeated) implements Answer {}

        /// It opens nothing any more.
        record Ended(CertificateName name, Hash leaf, boolean repeated) implements Answer {}

        /// Nothing was entered.
        ///
        /// @param code for problems
        record Refused(String code) implements Answer {}
    }

    OutsideCertificates(
            NodeJournal journal,
            Keys keys,
            Passkeys.Who who,
            InstantSource clock,
            Optional<Outside> outside) {
        this.journal = journal;
        this.keys = keys;
        this.who = who;
        this.clock = clock;
        this.outside = outside;
        this.book =
                new OutsideCertificateBook(journal, keys.handles(), outside.map(Outside::store));
    }

    /// Begins to follow outside authorities.
    void start() {
        look();
        outside.ifPresent(one -> one.store().start());
    }

    /// Whether this office follows outside authorities.
    public boolean isOpen() {
        return outside.isPresent();
    }

    /// Reads what has come.
    void look() {
        book.look();
    }

    /// An order to bind.
    ///
    /// @param by who orders, by account
    /// @param operation the orderer's own name for the order
    /// @param above certificates of authorities on the way, DER
    @SuppressWarnings("ArrayRecordComponent") // read once
    public record Order(
            String by, String operation, Principal owner, byte[] certificate, List<byte[]> above) {
        public Order {
            above = List.copyOf(above);
        }
    }

    /// Binds. The same order again gives the same binding; the certificate must stand now, whatever
    /// the age of its status, and belong to nobody yet.
    ///
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public Answer bind(Order order) {
        if (outside.isEmpty()) {
            return new Answer.Refused("no-outside-authorities");
        }
        Optional<X509Certificate> certificate = OutsideCertificateBook.read(order.certificate());
        Optional<CertificateName> name = certificate.flatMap(OutsideCertificateBook::nameOf);
        Handle operation =
                keys.handles().of("outside certificate", order.by() + "\n" + order.operation());
        Optional<StoredEntry> earlier = journal.byOperation(operation);
        if (earlier.isPresent() && name.isPresent()) {
            look();
            return repeated(earlier.get(), order, name.get());
        }
        if (name.isEmpty()
                || !CertificateLogins.isKeyKnown(certificate.get().getPublicKey())
                || !(outside.get()
                                .validation()
                                .judge(Validation.Shown.login(order.certificate(), order.above()))
                        instanceof Judgement.Stands)) {
            return new Answer.Refused("bad-outside-certificate");
        }
        synchronized (this) {
            look();
            Optional<StoredEntry> before = journal.byOperation(operation);
            if (before.isPresent()) {
                return repeated(before.get(), order, name.get());
            }
            if (book.ever(name.get()).isPresent() || book.ended(name.get()).isPresent()) {
                return new Answer.Refused("outside-certificate-bound");
            }
            Hash leaf =
                    journal.append(
                                    new EntryDraft(
                                            OutsideCertificateBook.BOUND,
                                            LoginEntries.ALL,
                                            book.entity(name.get()),
                                            0,
                                            Optional.empty(),
                                            Optional.of(who.personal().apply(order.owner())),
                                            OutsideCertificateBook.content(order, name.get()),
                                            Optional.of(operation)),
                                    List.of())
                            .leaf();
            look();
            return book.ever(name.get())
                    .<Answer>map(line -> new Answer.Taken(line.bound(), leaf, false))
                    .orElseThrow(() ->
                            new IllegalStateException("an entry of this node that it cannot read"));
        }
    }

    private Answer repeated(StoredEntry before, Order order, CertificateName name) {
        return book.ever(name)
                .filter(line -> line.operation().equals(before.leaf().operation()))
                .filter(line -> line.bound().account().equals(order.owner().id()))
                .<Answer>map(line -> new Answer.Taken(line.bound(), before.leafHash(), true))
                .orElseGet(() -> new Answer.Refused("operation-reused"));
    }

    /// Ends a binding for ever; what it has opened ends at the next look, at each site that has
    /// read of it. Ended before: the same answer.
    ///
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public Answer end(CertificateName name) {
        synchronized (this) {
            look();
            if (book.ever(name).isEmpty()) {
                return new Answer.Refused("outside-certificate-unknown");
            }
            Handle operation = keys.handles().of("outside certificate end", name.text());
            Optional<StoredEntry> before = journal.byOperation(operation);
            if (before.isPresent()) {
                return new Answer.Ended(name, before.get().leafHash(), true);
            }
            Hash leaf =
                    journal.append(
                                    new EntryDraft(
                                            OutsideCertificateBook.END,
                                            LoginEntries.ALL,
                                            book.entity(name),
                                            0,
                                            Optional.empty(),
                                            Optional.empty(),
                                            CanonicalJson.object(),
                                            Optional.of(operation)),
                                    List.of())
                            .leaf();
            look();
            return new Answer.Ended(name, leaf, false);
        }
    }

    /// What opens accounts now, oldest first.
    public List<Bound> all() {
        look();
        return book.living().stream().map(OutsideCertificateBook.Line::bound).toList();
    }

    /// How one stands by what is known this moment; empty for one that is good for nothing.
    public Optional<Standing> standing(Bound bound) {
        return outside.flatMap(one -> judge(one, bound));
    }

    private static Optional<Standing> judge(Outside outside, Bound bound) {
        try {
            return outside.validation()
                                    .judge(
                                            Validation.Shown.login(
                                                    bound.certificate().getEncoded(),
                                                    bound.above()))
                            instanceof Judgement.Stands stands
                    ? Optional.of(stands.standing())
                    : Optional.empty();
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// The binding of a certificate that somebody shows, byte for byte.
    Optional<Bound> recognise(byte[] der) {
        Optional<X509Certificate> shown = OutsideCertificateBook.read(der);
        Optional<CertificateName> name = shown.flatMap(OutsideCertificateBook::nameOf);
        if (outside.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        look();
        return book.ever(name.get())
                .map(OutsideCertificateBook.Line::bound)
                .filter(_ -> book.ended(name.get()).isEmpty())
                .filter(bound -> shown.equals(Optional.of(bound.certificate())));
    }

    /// Since when one opens nothing any more: revoked outside, or its binding ended.
    Optional<Instant> endedSince(CertificateName name) {
        Optional<Instant> own = book.ended(name);
        Optional<Instant> theirs =
                book.ever(name)
                        .flatMap(line ->
                                outside.flatMap(one ->
                                        one.store().revokedSince(line.bound().certificate())));
        return own.filter(at -> theirs.filter(at::isAfter).isEmpty()).or(() -> theirs);
    }

    /// Whether a certificate of this key was revoked outside, or its binding ended.
    boolean isKeyEnded(PublicKey key) {
        return book.ofKey(key).stream().anyMatch(name -> endedSince(name).isPresent());
    }

    /// Whether it is a certificate of an outside authority that was ever bound.
    boolean isOutside(CertificateName name) {
        return book.ever(name).isPresent();
    }

    /// As of when one is known to stand, judged anew at most each minute; empty where it does not,
    /// or nobody knows.
    Optional<Instant> asOf(CertificateName name) {
        Instant now = clock.instant();
        synchronized (this) {
            Seen last = seen.get(name);
            if (last != null && now.isBefore(last.when.plus(AGAIN)) && !now.isBefore(last.when)) {
                return last.asOf;
            }
        }
        Optional<Instant> asOf =
                book.ever(name).flatMap(line -> standing(line.bound())).flatMap(Standing::asOf);
        synchronized (this) {
            seen.put(name, new Seen(now, asOf));
        }
        return asOf;
    }

    @Override
    public void close() {
        outside.ifPresent(one -> one.store().close());
    }
}
