// SPDX-License-Identifier: Apache-2.0
package org.holdfast.pki;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.database.Rounds;
import org.holdfast.keys.Certifier;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Mirroring;
import org.holdfast.offices.OfficeCode;

/// The authorities of this site. Issues and revokes by entries of this node's journal and reads
/// those of all sites; answers how certificates stand and stamps times without any other machine.
/// Thread-safe.
///
/// What a crash means: behind the making of a key and before its entry, a key that certifies
/// nothing; behind an entry, what it says stands, and the same order finds it.
public final class Pki implements AutoCloseable {
    /// How long a status counts from the moment as of which it is told.
    public static final Duration VALID = Duration.ofHours(4);

    /// By whom this office's own host for cards orders its certificate; no account is named so.
    public static final String OWN_HOST = "host for cards";

    private static final Duration RENEWED = Duration.ofMinutes(10);

    /// Farther from others than this a clock is not believed.
    private static final Duration APART = Duration.ofSeconds(2);

    private static final Duration LOOK = Duration.ofMillis(500);

    /// No office in particular: an authority serves all of them.
    static final OfficeCode ALL = new OfficeCode("kr-00000");

    private final InstantSource clock;
    private final Hearing hearing;
    private final HeardMoment asOf;
    private final CertificateBook book;
    private final SiteSilence silence;
    private final IssuingKeys issuing;
    private final PkiOrders orders;
    private final Appointments own;
    private final StatusAnswers answers = new StatusAnswers();
    private final TimeStamps stamps;
    private final ReentrantLock turn = new ReentrantLock();
    private final Rounds rounds = Rounds.of("pki", LOOK, this::look);
    private volatile Optional<TimeStamps.Signer> stamper = Optional.empty();
    private volatile Map<String, byte[]> lists = Map.of();
    private long made = -1;

    /// Whether everything that lay here was read once since the start.
    private volatile boolean complete;

    private Instant renewed = Instant.EPOCH;
    private Instant told = Instant.EPOCH;

    /// @param site the letter of this site, or the name of an office that has one place
    /// @param kept file in which it keeps up to when it has heard others
    public Pki(
            Ledger ledger,
            Keys keys,
            InstantSource clock,
            SecureRandom random,
            String site,
            Path kept) {
        this(
                ledger,
                keys,
                clock,
                random,
                site,
                kept,
                new Hearing(
                        ledger::heard,
                        ledger::peersRead,
                        () -> ledger.mirroring().clock(APART) == Mirroring.Clock.DOUBTED));
    }

    Pki(
            Ledger ledger,
            Keys keys,
            InstantSource clock,
            SecureRandom random,
            String site,
            Path kept,
            Hearing hearing) {
        this.clock = clock;
        this.hearing = hearing;
        this.asOf = new HeardMoment(kept, clock);
        this.book = new CertificateBook(ledger.node(), keys.root().certificate());
        this.silence = new SiteSilence(ledger.node(), keys, clock, hearing.sites());
        this.issuing = new IssuingKeys(keys, site, clock);
        Leaves leaves = new Leaves(new Certifier(clock, random), issuing, book, clock, keys.site());
        this.orders = new PkiOrders(ledger.node(), keys, clock, book, leaves);
        this.own = new Appointments(ledger.node(), keys, clock, book, leaves, site);
        this.stamps = new TimeStamps(clock, random);
    }

    /// Follows the journals in a thread of its own and, once any site has begun, makes what this
    /// site lacks.
    public void start() {
        rounds.start();
    }

    /// Reads what has come, makes the keys and certificates that this site lacks, and signs how
    /// certificates stand when that has changed or grows old.
    public void look() {
        turn.lock();
        try {
            long changes = read();
            if (!book.issuers().isEmpty() && (changes != made || isOld())) {
                make();
            }
        } finally {
            turn.unlock();
        }
    }

    /// What has come, and as of when that is all. An entry that its writer has acknowledged and not
    /// sealed yet is nobody else's: a second is more than that takes.
    private long read() {
        // Before the journals are read: what comes behind it is told at a later look.
        Optional<Instant> all = silence.look(hearing.sites().get());
        Optional<Instant> level = hearing.doubted().getAsBoolean() ? Optional.empty() : all;
        long changes = book.look();
        if (book.isLevel()) {
            complete = complete || hearing.read().getAsBoolean();
            level.ifPresent(moment -> asOf.heard(moment.minusSeconds(1)));
        }
        return changes;
    }

    private void make() {
        own.make();
        made = book.look();
        renew();
    }

    /// Makes the authorities of this office: this site has its issuing keys when it returns, every
    /// other site once it has read of them. A second time changes nothing.
    ///
    /// @return the issuing certificates of all sites that are known here
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public List<Issuing> begin() {
        turn.lock();
        try {
            var _ = read();
            make();
            return authorities();
        } finally {
            turn.unlock();
        }
    }

    /// An issuing key of a site.
    ///
    /// @param key its identifier in hexadecimal digits, as in addresses
    public record Issuing(
            Authority authority, String site, String key, X509Certificate certificate) {}

    /// The issuing keys of all sites, in the order in which they were seen.
    public List<Issuing> authorities() {
        return book.issuers().stream()
                .map(one ->
                        new Issuing(
                                one.authority(),
                                one.site(),
                                CertificateName.key(one.certificate()),
                                one.certificate()))
                .toList();
    }

    /// Whether answers could say a later moment, or something may have ended, or a clock was set.
    private boolean isOld() {
        Instant now = clock.instant();
        return !now.isBefore(renewed.plus(RENEWED))
                || now.isBefore(renewed)
                || now.isBefore(told)
                || asOf.last().filter(last -> !last.isBefore(told.plus(RENEWED))).isPresent();
    }

    private void renew() {
        Instant now = clock.instant();
        stamper = own.stamper();
        renewed = now;
        // As long as nobody knows as of when, or not all of that was read since the start, nobody
        // is
        // told anything. Later a moment stays as long as something cannot be read, and what is
        // revoked meanwhile acts all the same.
        Optional<Instant> moment = asOf.last().filter(_ -> complete);
        if (moment.isEmpty()) {
            return;
        }
        List<StatusAnswers.Part> parts = new ArrayList<>();
        List<Issued> all = book.all();
        Instant as = moment.get().truncatedTo(ChronoUnit.SECONDS);
        Map<String, byte[]> fresh = new HashMap<>();
        IssuerList list = new IssuerList(book, asOf, clock);
        for (PkiEntries.Issuer issuer : book.issuers()) {
            own.responder(issuer.certificate())
                    .ifPresent(one -> parts.add(part(issuer, one, all, now)));
            issuing.key(issuer.authority(), issuer.certificate().getPublicKey())
                    .ifPresent(kept -> fresh.put(key(issuer), list.signed(issuer, kept, as)));
        }
        answers.renew(parts, new StatusAnswers.Moment(as, as.minus(RENEWED), now, VALID));
        lists = Map.copyOf(fresh);
        told = moment.get();
    }

    private static String key(PkiEntries.Issuer issuer) {
        return CertificateName.key(issuer.certificate());
    }

    /// Of what was revoked and never seen, too.
    private StatusAnswers.Part part(
            PkiEntries.Issuer issuer,
            Appointments.Holder responder,
            List<Issued> all,
            Instant now) {
        Map<BigInteger, Optional<Issued.Revocation>> lines = new HashMap<>();
        for (Issued.Revocation one : book.revoked(key(issuer))) {
            lines.put(one.name().serial(), Optional.of(one));
        }
        for (Issued one : all) {
            boolean living = now.isBefore(one.certificate().getNotAfter().toInstant());
            if (one.name().issuer().equals(key(issuer)) && one.use() != Use.RESPONDER) {
                if (living) {
                    lines.put(one.name().serial(), one.revocation());
                } else {
                    lines.remove(one.name().serial());
                }
            }
        }
        return new StatusAnswers.Part(
                new StatusSigner(
                        issuer.certificate(),
                        responder.certificate().certificate(),
                        responder.key()),
                lines);
    }

    /// An order for a certificate.
    ///
    /// @param by opaque id of who orders
    /// @param operation the client's operation id: an order that was heard is not done twice
    /// @param holder an account's id or a machine's name
    /// @param request a PKCS#10 request (RFC 2986), DER: of it, only the key counts
    @SuppressWarnings("ArrayRecordComponent") // read once
    public record Order(String by, String operation, Use use, String holder, byte[] request) {}

    /// Issues; the entry is on disk when it returns.
    ///
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public PkiAnswer issue(Order order) {
        turn.lock();
        try {
            PkiAnswer answer = orders.issue(order);
            if (answer instanceof PkiAnswer.Given(_, _, boolean repeated) && !repeated) {
                renew();
            }
            return answer;
        } finally {
            turn.unlock();
        }
    }

    /// Revokes, for ever; acts here when it returns, at other sites when they have read it. What is
    /// revoked already stays so, from the earlier moment on.
    ///
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public PkiAnswer revoke(
            String by, String operation, CertificateName name, RevocationReason reason) {
        turn.lock();
        try {
            PkiAnswer answer = orders.revoke(by, operation, name, reason);
            if (answer instanceof PkiAnswer.Revoked) {
                renew();
            }
            return answer;
        } finally {
            turn.unlock();
        }
    }

    /// A certificate, as far as this site has read.
    public Optional<Issued> find(CertificateName name) {
        return book.find(name);
    }

    /// A certificate that somebody shows, when it is one that was issued, as far as this site has
    /// read; not one that only says so.
    ///
    /// @param der whatever was shown
    public Optional<Issued> recognise(byte[] der) {
        return CertificateName.shown(der)
                .flatMap(book::find)
                .filter(one -> Arrays.equals(der(one.certificate()), der));
    }

    /// Which other sites are silent, and which of them are not waited for.
    public SiteSilence silence() {
        return silence;
    }

    /// Up to when this site has read what all sites have revoked that are not lost; empty while it
    /// never has, or not since its start.
    public Optional<Instant> asOf() {
        return complete ? asOf.believed() : Optional.empty();
    }

    /// That a certificate counts no more, also one of which nothing else was read.
    public Optional<Issued.Revocation> revocation(CertificateName name) {
        return book.revocation(name);
    }

    /// Whether any certificate of a key was revoked.
    public boolean isRevoked(PublicKey key) {
        return book.isRevoked(key);
    }

    /// Everything that was issued, as far as this site has read.
    public List<Issued> all() {
        return book.all();
    }

    /// An issuing certificate by its key identifier in hexadecimal digits, DER.
    public Optional<byte[]> issuer(String key) {
        return authorities().stream()
                .filter(one -> one.key().equals(key))
                .findFirst()
                .map(one -> der(one.certificate()));
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// The answer to an OCSP request, DER; signed ahead.
    public byte[] status(byte[] request) {
        return answers.answer(request);
    }

    /// The list of what an issuing key of this site has revoked, DER; empty for another site's,
    /// since only that site has its key. Signed ahead.
    ///
    /// @param issuer key identifier of the issuing certificate, hexadecimal
    public Optional<byte[]> revocations(String issuer) {
        return Optional.ofNullable(lists.get(issuer));
    }

    /// A time stamp, or a refusal while two others doubt this site's clock, DER; empty while it has
    /// no key for it. One that nobody confirms is believed: an office with one place has no other.
    public Optional<byte[]> stamp(byte[] request) {
        boolean sure = !hearing.doubted().getAsBoolean();
        return stamper.filter(signer -> isGood(signer.chain().getFirst()))
                .map(signer -> stamps.answer(request, signer, sure));
    }

    /// A time stamp token over content with this SHA-256, DER, without the answer around it; empty
    /// while this site has no key for it or its clock is in doubt.
    public Optional<byte[]> token(byte[] sha256) {
        return stamper.filter(signer -> isGood(signer.chain().getFirst()))
                .filter(_ -> !hearing.doubted().getAsBoolean())
                .map(signer -> stamps.token(sha256, signer));
    }

    private boolean isGood(X509Certificate certificate) {
        Instant now = clock.instant();
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && now.isBefore(certificate.getNotAfter().toInstant());
    }

    @Override
    public void close() {
        rounds.close();
    }
}
