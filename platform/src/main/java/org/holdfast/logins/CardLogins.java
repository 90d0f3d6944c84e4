// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.validation.Tier;

/// Logins by a TLS handshake in which an official's certificate was shown and its key proven (RFC
/// 8446 §4.4.3). Each handshake opens one thing: its identifier is the operation of the entry.
///
/// What happens at the host that shakes hands opens nothing at the host that people work at: the
/// browser takes a pass from one to the other. A pass says, under the office's secret, which
/// handshake showed which certificate; the certificate is judged and the login entered when it is
/// redeemed, at whichever site. Thread-safe; keeps nothing.
final class CardLogins {
    /// How a challenge is laid out before what it is for: its own bytes, then the handshake's.
    private static final int CHALLENGE = 56;

    /// Bytes; JSSE draws 32.
    private static final int LEAST_HANDSHAKE = 16;

    private static final int MOST_HANDSHAKE = 64;

    private final CertificateJudge judge;
    private final Challenges challenges;
    private final LoginWriter writer;
    private final Principals principals;
    private final InstantSource clock;

    CardLogins(
            CertificateJudge judge,
            Challenges challenges,
            LoginWriter writer,
            Principals principals,
            InstantSource clock) {
        this.judge = judge;
        this.challenges = challenges;
        this.writer = writer;
        this.principals = principals;
        this.clock = clock;
    }

    /// A pass, base64url; five minutes.
    Optional<String> pass(CertificateLogins.Handshake shown) {
        if (isTooLong(shown)) {
            return Optional.empty();
        }
        byte[] made = challenges.make(Challenges.Purpose.CERTIFICATE_HANDSHAKE, what(shown));
        byte[] id = shown.id();
        byte[] all =
                ByteBuffer.allocate(made.length + 1 + id.length + shown.certificate().length)
                        .put(made)
                        .put((byte) id.length)
                        .put(id)
                        .put(shown.certificate())
                        .array();
        return Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(all));
    }

    private static boolean isTooLong(CertificateLogins.Handshake shown) {
        return shown.id().length < LEAST_HANDSHAKE
                || shown.id().length > MOST_HANDSHAKE
                || shown.certificate().length > CertificateLogins.LONGEST_CERTIFICATE;
    }

    private static String what(CertificateLogins.Handshake shown) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((byte) shown.id().length);
            sha.update(shown.id());
            return HexFormat.of().formatHex(sha.digest(shown.certificate()));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /// Whom a pass would let in; uses nothing up.
    Optional<Principal> whose(String pass) {
        try {
            CertificateLogins.Handshake shown = read(pass);
            return writer.isUsed(writer.operation(shown.id()))
                    ? Optional.empty()
                    : Optional.of(judge.judge(shown.certificate()).who());
        } catch (WebAuthn.Refused refused) {
            return Optional.empty();
        }
    }

    /// Lets in whoever has a pass, once.
    LoginAnswer redeem(String pass, Duration length) {
        try {
            return enter(read(pass), Principals.Door.PAGES, length);
        } catch (WebAuthn.Refused refused) {
            return new LoginAnswer.Refused(refused.why());
        }
    }

    /// Lets in whoever has shaken hands, once, without a way through a browser.
    LoginAnswer enter(CertificateLogins.Handshake shown, Duration length) {
        try {
            return enter(shown, Principals.Door.API, length);
        } catch (WebAuthn.Refused refused) {
            return new LoginAnswer.Refused(refused.why());
        }
    }

    private CertificateLogins.Handshake read(String pass) throws WebAuthn.Refused {
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(pass);
        } catch (IllegalArgumentException notBase64) {
            throw new WebAuthn.Refused(LoginRefusal.MALFORMED);
        }
        int id = all.length > CHALLENGE ? all[CHALLENGE] : 0;
        int certificate = CHALLENGE + 1 + id;
        if (id < LEAST_HANDSHAKE || all.length <= certificate) {
            throw new WebAuthn.Refused(LoginRefusal.MALFORMED);
        }
        CertificateLogins.Handshake shown =
                new CertificateLogins.Handshake(
                        Arrays.copyOfRange(all, CHALLENGE + 1, certificate),
                        Arrays.copyOfRange(all, certificate, all.length));
        if (challenges
                .end(
                        Arrays.copyOf(all, CHALLENGE),
                        Challenges.Purpose.CERTIFICATE_HANDSHAKE,
                        what(shown))
                .isEmpty()) {
            throw new WebAuthn.Refused(LoginRefusal.BAD_CHALLENGE);
        }
        return shown;
    }

    /// One official alone: two who vouch for each other sign challenges.
    private LoginAnswer enter(
            CertificateLogins.Handshake shown, Principals.Door door, Duration length)
            throws WebAuthn.Refused {
        if (isTooLong(shown)) {
            return new LoginAnswer.Refused(LoginRefusal.MALFORMED);
        }
        if (writer.isUsed(writer.operation(shown.id()))) {
            return new LoginAnswer.Refused(LoginRefusal.REPLAYED);
        }
        CertificateJudge.Official one = judge.judge(shown.certificate());
        if (one.tier() == Tier.BREAK_GLASS) {
            return new LoginAnswer.Refused(LoginRefusal.TOO_OLD);
        }
        Instant now = clock.instant();
        Duration left = one.left(now);
        Principals.Opened opened =
                principals.open(
                        one.who(),
                        one.tier() == Tier.COUNTER ? Principals.Door.COUNTER : door,
                        length.compareTo(left) < 0 ? length : left);
        LoginEntries.Entered login =
                LoginEntries.Entered.byCertificate(
                        one.who().id(), opened, one.name(), one.asOf(), Optional.empty());
        // A crash behind this: a token that nobody has, and a handshake that is used up.
        return writer.enter(shown.id(), login.content().put(LoginEntries.WAY, LoginEntries.BY_TLS))
                ? new LoginAnswer.In(one.who(), opened, one.asOf(), one.tier())
                : new LoginAnswer.Refused(LoginRefusal.REPLAYED);
    }
}
