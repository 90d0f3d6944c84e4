// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import com.webauthn4j.data.client.Origin;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.holdfast.database.Database;
import org.holdfast.database.Rounds;
import org.holdfast.identity.Accounts;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.pki.CertificateName;
import org.holdfast.pki.Issued;
import org.holdfast.pki.Pki;
import org.holdfast.validation.Tiers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The faces of this module, put together. Follows the journals of all sites, and ends what a
/// certificate has opened once this site has read that it was revoked. Thread-safe.
public final class Logins implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,200}");
    private static final Duration LOOK = Duration.ofMillis(500);

    private final LoginSettings settings;
    private final Pki pki;
    private final Principals principals;
    private final Supplier<Optional<Instant>> asOf;
    private final InstantSource clock;
    private final LoginBook book;
    private final OutsideBook bindings;
    private final OutsideLogins outside;
    private final Passkeys passkeys;
    private final CertificateLogins certificates;
    private final Handovers handovers;
    private final OutsideCertificates cards;
    private final Rounds rounds = Rounds.of("logins", LOOK, this::look);

    /// What the module stands on.
    ///
    /// @param personal the key by which what is about somebody is encrypted, so that it ends when
    ///   they are erased
    /// @param outside who says how certificates of outside authorities stand; empty where officials
    ///   have none such
    public record Below(
            Database database,
            Ledger ledger,
            Keys keys,
            Pki pki,
            Accounts accounts,
            Principals principals,
            Function<Principal, DataKey> personal,
            Optional<OutsideCertificates.Outside> outside) {}

    /// Puts the module together; nothing is followed until [#start].
    public Logins(
            Below below,
            LoginSettings settings,
            Tiers bounds,
            InstantSource clock,
            SecureRandom random) {
        this(below, settings, bounds, clock, random, below.pki()::asOf);
    }

    /// @param asOf up to when revocations are known
    Logins(
            Below below,
            LoginSettings settings,
            Tiers bounds,
            InstantSource clock,
            SecureRandom random,
            Supplier<Optional<Instant>> asOf) {
        this.settings = settings;
        this.pki = below.pki();
        this.principals = below.principals();
        this.asOf = asOf;
        this.clock = clock;
        WebAuthn webAuthn = new WebAuthn(settings);
        this.book =
                new LoginBook(
                        below.ledger().node(),
                        clock,
                        one ->
                                one.name()
                                        .equals(
                                                Passkeys.name(
                                                        below.keys(), webAuthn, one.credential())));
        LoginWriter writer = new LoginWriter(below.ledger().node(), below.keys(), book);
        Challenges challenges = new Challenges(below.keys(), clock, random);
        Passkeys.Who who = new Passkeys.Who(below.accounts(), below.principals(), below.personal());
        this.passkeys =
                new Passkeys(
                        below.ledger().node(),
                        below.keys(),
                        webAuthn,
                        challenges,
                        book,
                        writer,
                        who);
        this.bindings = new OutsideBook(below.ledger().node());
        this.outside =
                new OutsideLogins(below.ledger().node(), below.keys(), bindings, writer, who);
        this.handovers =
                new Handovers(below.ledger().node(), below.keys(), below.database(), who, clock);
        this.cards =
                new OutsideCertificates(
                        below.ledger().node(), below.keys(), who, clock, below.outside());
        this.certificates =
                new CertificateLogins(
                        new CertificateLogins.Known(pki, asOf, cards),
                        settings,
                        bounds,
                        challenges,
                        writer,
                        who,
                        clock);
    }

    /// Begins to follow.
    public void start() {
        cards.start();
        rounds.start();
    }

    /// Where the owner of an account opens pages of this office.
    ///
    /// @param host as the browser that asks names it, which is believed only where passkeys are
    public String base(@Nullable String host, boolean secure) {
        boolean here = settings.domain().equals(LoginSettings.HERE.domain());
        if (host != null && HOST.matcher(host).matches()) {
            String address = (secure || !here ? "https://" : "http://") + host;
            if (here || settings.isOurs(new Origin(address))) {
                return address;
            }
        }
        return "https://" + settings.domain();
    }

    /// What passkeys are made for and certificates sign for.
    public String domain() {
        return settings.domain();
    }

    public Passkeys passkeys() {
        return passkeys;
    }

    /// Accounts that somebody known outside opens.
    public OutsideLogins outside() {
        return outside;
    }

    /// Whether the token of a serial was opened by a passkey, as far as was read.
    public boolean isByPasskey(String serial) {
        return book.isByPasskey(serial);
    }

    /// Ends the session that a browser had when somebody comes in by it anew.
    ///
    /// @param session its cookie
    public void leave(String session) {
        principals.end(session);
    }

    public Handovers handovers() {
        return handovers;
    }

    public CertificateLogins certificates() {
        return certificates;
    }

    public OutsideCertificates outsideCertificates() {
        return cards;
    }

    /// Reads what has come and ends what revoked certificates, ended passkeys and ended bindings
    /// have opened.
    public void look() {
        cards.look();
        book.look();
        bindings.look();
        for (CertificateName name : book.certificates()) {
            if (revoked(name).isPresent()) {
                book.of(name).forEach(this::end);
            }
        }
        book.byEnded(bindings::isEnded).forEach(this::end);
    }

    /// Whatever one login is, the others' tokens are ended.
    private void end(LoginBook.Login login) {
        LoginEntries.Entered entered = login.entered();
        try {
            if (clock.instant().isBefore(entered.until())) {
                principals.endSerial(entered.serial(), entered.until());
            }
        } catch (RuntimeException fault) {
            LOG.warn("a token is ended at the next look", fault);
        }
    }

    private Optional<Instant> revoked(CertificateName name) {
        return cards.isOutside(name)
                ? cards.endedSince(name)
                : pki.revocation(name).map(Issued.Revocation::at);
    }

    /// What became of the logins by certificate of the last month.
    public LoginReview review() {
        book.look();
        Optional<Instant> own = asOf.get();
        return LoginReview.of(
                book,
                new LoginReview.Found() {
                    @Override
                    public Optional<Instant> revoked(CertificateName name) {
                        return Logins.this.revoked(name);
                    }

                    @Override
                    public Optional<Instant> asOf(CertificateName name) {
                        return cards.isOutside(name) ? cards.asOf(name) : own;
                    }
                });
    }

    @Override
    public void close() {
        rounds.close();
        cards.close();
    }
}
