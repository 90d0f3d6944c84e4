// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.identity.Role;
import org.holdfast.pki.Pki;
import org.holdfast.validation.Tier;
import org.holdfast.validation.Tiers;

/// Logins of officials by certificate: they sign a challenge, or a TLS handshake, with the key that
/// was certified for their account, by our authorities or by one outside. What a certificate's
/// status rests on is what this site has read of the journals of all sites, or what lies in the
/// store of what outside authorities have said; nobody is asked. Thread-safe.
///
/// While that is young, one signature opens everything; while it is older, what [Tier] says. Two
/// officials who both sign, with a reason, open everything for an hour however old it is: nobody
/// whose revocation was read is among them.
public final class CertificateLogins {
    /// Longest certificate and signature, in bytes.
    public static final int LONGEST_CERTIFICATE = 4_096;

    /// Bytes; an ECDSA P-256 signature has 72 at most, one by RSA of 4096 bits 512.
    public static final int LONGEST_SIGNATURE = 512;

    /// Longest reason, in characters.
    public static final int LONGEST_REASON = 500;

    private static final Duration BROKEN_GLASS = Duration.ofHours(1);
    private static final String ANYBODY = "";
    private static final int FIELD_BITS = 256;
    private static final int LEAST_RSA_BITS = 2_048;
    private static final int MOST_RSA_BITS = 4_096;

    private final CertificateJudge judge;
    private final CardLogins cards;
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
        this.judge = new CertificateJudge(known, bounds, who, clock);
        this.cards = new CardLogins(judge, challenges, writer, who.principals(), clock);
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
    /// @param outside certificates of authorities that are not ours
    record Known(Pki pki, Supplier<Optional<Instant>> asOf, OutsideCertificates outside) {}

    /// A challenge for anybody, base64url; five minutes.
    public String challenge() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(challenges.make(Challenges.Purpose.CERTIFICATE_LOGIN, ANYBODY));
    }

    /// What an official signs, UTF-8: who they are in this login, the office's domain, the
    /// challenge, the SHA-256 of the certificate of whoever is let in, and with a reason that of
    /// the reason. So what was signed for one office opens nothing at another, and what somebody
    /// signed to vouch for another lets only that other in.
    ///
    /// @param first the certificate of whoever is let in, DER
    public String signed(Part part, String challenge, byte[] first, Optional<String> reason) {
        String lines =
                part.firstLine
                        + "\n"
                        + settings.domain()
                        + "\n"
                        + challenge
                        + "\nfor "
                        + sha256(first)
                        + "\n";
        return reason.map(words ->
                        lines + "reason " + sha256(words.getBytes(StandardCharsets.UTF_8)) + "\n")
                .orElse(lines);
    }

    /// Who somebody is in a login.
    public enum Part {
        /// Is let in.
        FIRST("holdfast login v1"),
        /// Vouches for the first.
        SECOND("holdfast login second v1");

        private final String firstLine;

        Part(String firstLine) {
            this.firstLine = firstLine;
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// A certificate and a signature by its key.
    ///
    /// @param certificate DER
    /// @param signature with SHA-256: ECDSA, DER (RFC 3279 §2.2.3), or RSA (RFC 8017 §8.2), as its
    ///   key is
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
        Optional<String> reason = second.map(Second::reason);
        byte[] certificate = first.certificate();
        try {
            CertificateJudge.Official one =
                    official(first, text(Part.FIRST, challenge, certificate, reason));
            Optional<CertificateJudge.Official> other = Optional.empty();
            if (second.isPresent()) {
                other =
                        Optional.of(
                                official(
                                        second.get().shown(),
                                        text(Part.SECOND, challenge, certificate, reason)));
                if (isSame(one, other.get()) || isBelow(one, other.get())) {
                    return new LoginAnswer.Refused(LoginRefusal.NOBODY);
                }
            }
            return enter(read, one, other, reason, length);
        } catch (WebAuthn.Refused refused) {
            return new LoginAnswer.Refused(refused.why());
        }
    }

    /// A TLS handshake in which somebody has shown a certificate and proven its key.
    ///
    /// @param id the handshake's own, by chance: it opens one thing
    /// @param certificate DER
    @SuppressWarnings("ArrayRecordComponent") // read once
    public record Handshake(byte[] id, byte[] certificate) {}

    /// What takes a browser from the host that shook hands to the one that people work at; opens
    /// nothing by itself, and once when it is redeemed. Empty for a certificate of more than
    /// [#LONGEST_CERTIFICATE] bytes.
    public Optional<String> pass(Handshake shown) {
        return cards.pass(shown);
    }

    /// Whom a pass would let in now; empty for one that lets nobody in. Uses nothing up.
    public Optional<Principal> whose(String pass) {
        return cards.whose(pass);
    }

    /// Lets in whoever has a pass, to pages.
    ///
    /// @param length how long the session lasts, unless the certificate or the tier ends before
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public LoginAnswer enter(String pass, Duration length) {
        return cards.redeem(pass, length);
    }

    /// Lets in whoever has shaken hands, to the API.
    ///
    /// @param length how long the token lasts, unless the certificate or the tier ends before
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    public LoginAnswer enter(Handshake shown, Duration length) {
        return cards.enter(shown, length);
    }

    private byte[] text(Part part, String challenge, byte[] first, Optional<String> reason) {
        return signed(part, challenge, first, reason).getBytes(StandardCharsets.UTF_8);
    }

    /// An operator alone orders certificates for officers, so only another operator, who alone has
    /// theirs, vouches for one.
    private static boolean isBelow(CertificateJudge.Official one, CertificateJudge.Official other) {
        return one.who().role() == Role.OPERATOR && other.who().role() != Role.OPERATOR;
    }

    /// Two accounts with two keys are two officials.
    private static boolean isSame(CertificateJudge.Official one, CertificateJudge.Official other) {
        return one.who().id().equals(other.who().id())
                || Arrays.equals(
                        one.certificate().getPublicKey().getEncoded(),
                        other.certificate().getPublicKey().getEncoded());
    }

    /// The signature before everything that tells whether a certificate is known: whoever has not
    /// its key learns nothing from the time it takes.
    private CertificateJudge.Official official(Shown shown, byte[] text) throws WebAuthn.Refused {
        if (shown.certificate().length > LONGEST_CERTIFICATE
                || shown.signature().length > LONGEST_SIGNATURE) {
            throw new WebAuthn.Refused(LoginRefusal.MALFORMED);
        }
        if (!isSigned(shown, text)) {
            throw new WebAuthn.Refused(LoginRefusal.BAD_SIGNATURE);
        }
        return judge.judge(shown.certificate());
    }

    /// Whether a key is of a kind by which officials sign: ECDSA on P-256, or RSA of 2048 to 4096
    /// bits, as cards of outside authorities have.
    static boolean isKeyKnown(PublicKey key) {
        return algorithm(key).isPresent();
    }

    private static Optional<String> algorithm(PublicKey key) {
        return switch (key) {
            case ECPublicKey curve
                    when curve.getParams().getCurve().getField().getFieldSize() == FIELD_BITS ->
                    Optional.of("SHA256withECDSA");
            case RSAPublicKey rsa
                    when rsa.getModulus().bitLength() >= LEAST_RSA_BITS
                            && rsa.getModulus().bitLength() <= MOST_RSA_BITS ->
                    Optional.of("SHA256withRSA");
            default -> Optional.empty();
        };
    }

    /// By the key that is shown with it, whoever's that is.
    private static boolean isSigned(Shown shown, byte[] text) {
        try {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(shown.certificate()));
            PublicKey key = certificate.getPublicKey();
            Optional<String> algorithm = algorithm(key);
            if (algorithm.isEmpty()) {
                return false;
            }
            Signature check = Signature.getInstance(algorithm.get());
            check.initVerify(key);
            check.update(text);
            return check.verify(shown.signature());
        } catch (GeneralSecurityException | RuntimeException notOne) {
            return false;
        }
    }

    /// How much what is known now lets one official alone do.
    public Tier tier() {
        return judge.tier();
    }

    /// Up to what age each tier counts.
    public Tiers bounds() {
        return bounds;
    }

    private LoginAnswer enter(
            byte[] challenge,
            CertificateJudge.Official one,
            Optional<CertificateJudge.Official> other,
            Optional<String> reason,
            Duration length) {
        Optional<Instant> asOf = one.asOf();
        Tier tier = one.tier();
        if (tier == Tier.BREAK_GLASS && other.isEmpty()) {
            return new LoginAnswer.Refused(LoginRefusal.TOO_OLD);
        }
        boolean counter = tier == Tier.COUNTER && other.isEmpty();
        Instant now = clock.instant();
        Duration left = one.left(now);
        if (other.isPresent() && other.get().left(now).compareTo(left) < 0) {
            left = other.get().left(now);
        }
        Duration most = other.isPresent() ? BROKEN_GLASS : length;
        Principals.Opened opened =
                who.principals()
                        .open(
                                one.who(),
                                counter ? Principals.Door.COUNTER : Principals.Door.API,
                                most.compareTo(left) < 0 ? most : left);
        LoginEntries.Entered login =
                LoginEntries.Entered.byCertificate(
                        one.who().id(),
                        opened,
                        one.name(),
                        asOf,
                        other.map(second ->
                                new LoginEntries.BrokenGlass(
                                        reason.orElse(""), second.who().id(), second.name())));
        return writer.enter(challenge, login)
                ? new LoginAnswer.In(one.who(), opened, asOf, tier)
                : new LoginAnswer.Refused(LoginRefusal.REPLAYED);
    }
}
