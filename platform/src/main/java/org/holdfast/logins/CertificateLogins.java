// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.identity.Role;
import org.holdfast.pki.Issued;
import org.holdfast.pki.Pki;
import org.holdfast.pki.Use;
import org.holdfast.validation.Tier;
import org.holdfast.validation.Tiers;

/// Logins of officials by certificate: they sign a challenge with the key that was certified for
/// their account. What their certificate's status rests on is what this site has read of the
/// journals of all sites; nobody is asked. Thread-safe.
///
/// While that is young, one signature opens everything; while it is older, what [Tier] says. Two
/// officials who both sign, with a reason, open everything for an hour however old it is: nobody
/// whose revocation was read is among them.
public final class CertificateLogins {
    /// Longest certificate and signature, in bytes.
    public static final int LONGEST_CERTIFICATE = 4_096;

    /// Bytes; an ECDSA P-256 signature has 72 at most.
    public static final int LONGEST_SIGNATURE = 80;

    /// Longest reason, in characters.
    public static final int LONGEST_REASON = 500;

    private static final Duration BROKEN_GLASS = Duration.ofHours(1);
    private static final String FIRST_LINE = "holdfast login v1";
    private static final String ANYBODY = "";

    private final Known known;
    private final LoginSettings settings;
    private final Tiers bounds;
    private final Challenges challenges;
    private final LoginWriter writer;
    private final Passkeys.Who who;
    private final InstantSource clock;

    CertificateLogins(
            Known known,
            LoginSettings settings,
            Tiers bounds,
            Challenges challenges,
            LoginWriter writer,
            Passkeys.Who who,
            InstantSource clock) {
        this.known = known;
        this.settings = settings;
        this.bounds = bounds;
        this.challenges = challenges;
        this.writer = writer;
        this.who = who;
        this.clock = clock;
    }

    /// What this site knows of certificates.
    ///
    /// @param asOf up to when it has read what all sites have revoked
    record Known(Pki pki, Supplier<Optional<Instant>> asOf) {}

    /// A challenge for anybody, base64url; five minutes.
    public String challenge() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(challenges.make(Challenges.Purpose.CERTIFICATE_LOGIN, ANYBODY));
    }

    /// What is signed, UTF-8: a line that says what it is, the office's domain, the challenge, and
    /// with a reason a line with its SHA-256. The domain is in it, so that what was signed for one
    /// office's page opens nothing at another's.
    public String signed(String challenge, Optional<String> reason) {
        String lines = FIRST_LINE + "\n" + settings.domain() + "\n" + challenge + "\n";
        return reason.map(words -> lines + "reason " + sha256(words) + "\n").orElse(lines);
    }

    private static String sha256(String words) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(words.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// A certificate and a signature by its key.
    ///
    /// @param certificate DER
    /// @param signature ECDSA with SHA-256, DER (RFC 3279 §2.2.3)
    @SuppressWarnings("ArrayRecordComponent") // read once
    public record Shown(byte[] certificate, byte[] signature) {}

    /// Another official who lets the first in.
    ///
    /// @param reason why; kept in the entry
    public record Second(Shown shown, String reason) {}

    /// Lets an official in.
    ///
    /// @param challenge as [#challenge] gave it
    /// @param length how long the token lasts, unless the certificate or the tier ends before
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public LoginAnswer enter(
            String challenge, Shown first, Optional<Second> second, Duration length) {
        byte[] read;
        try {
            read = Base64.getUrlDecoder().decode(challenge);
        } catch (IllegalArgumentException notBase64) {
            return new LoginAnswer.Refused(LoginRefusal.MALFORMED);
        }
        if (challenges.end(read, Challenges.Purpose.CERTIFICATE_LOGIN, ANYBODY).isEmpty()) {
            return new LoginAnswer.Refused(LoginRefusal.BAD_CHALLENGE);
        }
        if (writer.isUsed(writer.operation(read))) {
            return new LoginAnswer.Refused(LoginRefusal.REPLAYED);
        }
        byte[] text =
                signed(challenge, second.map(Second::reason)).getBytes(StandardCharsets.UTF_8);
        try {
            Official one = official(first, text);
            Optional<Official> other = Optional.empty();
            if (second.isPresent()) {
                other = Optional.of(official(second.get().shown(), text));
                if (other.get().who().id().equals(one.who().id())) {
                    return new LoginAnswer.Refused(LoginRefusal.NOBODY);
                }
            }
            return enter(read, one, other, second.map(Second::reason), length);
        } catch (WebAuthn.Refused refused) {
            return new LoginAnswer.Refused(refused.why());
        }
    }

    private record Official(Issued certificate, Principal who) {}

    /// The signature before everything that tells whether a certificate is known: whoever has not
    /// its key learns nothing from the time it takes.
    private Official official(Shown shown, byte[] text) throws WebAuthn.Refused {
        if (shown.certificate().length > LONGEST_CERTIFICATE
                || shown.signature().length > LONGEST_SIGNATURE) {
            throw new WebAuthn.Refused(LoginRefusal.MALFORMED);
        }
        Issued issued =
                known.pki()
                        .recognise(shown.certificate())
                        .filter(one -> one.use() == Use.OFFICIAL)
                        .orElseThrow(() -> new WebAuthn.Refused(LoginRefusal.UNKNOWN));
        if (!isSigned(issued, text, shown.signature())) {
            throw new WebAuthn.Refused(LoginRefusal.BAD_SIGNATURE);
        }
        if (!issued.isGood(clock.instant())) {
            throw new WebAuthn.Refused(LoginRefusal.NOT_GOOD);
        }
        Principal who =
                this.who
                        .accounts()
                        .find(issued.holder())
                        .filter(one -> one.role() == Role.OFFICER || one.role() == Role.OPERATOR)
                        .orElseThrow(() -> new WebAuthn.Refused(LoginRefusal.NOBODY));
        return new Official(issued, who);
    }

    private static boolean isSigned(Issued issued, byte[] text, byte[] signature) {
        try {
            Signature check = Signature.getInstance("SHA256withECDSA");
            check.initVerify(issued.certificate().getPublicKey());
            check.update(text);
            return check.verify(signature);
        } catch (GeneralSecurityException | RuntimeException notOne) {
            return false;
        }
    }

    /// How much what is known now lets one official alone do.
    public Tier tier() {
        return tier(known.asOf().get());
    }

    private Tier tier(Optional<Instant> asOf) {
        return bounds.of(asOf, clock.instant());
    }

    /// Up to what age each tier counts.
    public Tiers bounds() {
        return bounds;
    }

    private LoginAnswer enter(
            byte[] challenge,
            Official one,
            Optional<Official> other,
            Optional<String> reason,
            Duration length) {
        Optional<Instant> asOf = known.asOf().get();
        Tier tier = tier(asOf);
        if (tier == Tier.BREAK_GLASS && other.isEmpty()) {
            return new LoginAnswer.Refused(LoginRefusal.TOO_OLD);
        }
        boolean counter = tier == Tier.COUNTER && other.isEmpty();
        Instant now = clock.instant();
        Duration left =
                Duration.between(now, one.certificate().certificate().getNotAfter().toInstant());
        Duration most = other.isPresent() ? BROKEN_GLASS : length;
        Principals.Opened opened =
                who.principals()
                        .open(
                                one.who(),
                                counter ? Principals.Door.COUNTER : Principals.Door.API,
                                most.compareTo(left) < 0 ? most : left);
        LoginEntries.Entered login =
                new LoginEntries.Entered(
                        one.who().id(),
                        opened.serial(),
                        opened.until(),
                        Optional.empty(),
                        0,
                        Optional.of(one.certificate().name()),
                        asOf,
                        other.map(second ->
                                new LoginEntries.BrokenGlass(
                                        reason.orElse(""), second.who().id())));
        return writer.enter(challenge, login)
                ? new LoginAnswer.In(one.who(), opened, asOf, tier)
                : new LoginAnswer.Refused(LoginRefusal.REPLAYED);
    }
}
