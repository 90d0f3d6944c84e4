// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.Providers;

/// Makes and knows challenges without keeping any: end, 128 bits of chance, HMAC-SHA256 over both,
/// what it is for and for whom. Every site of an office knows those of every other. That one is
/// taken once is seen to by [LoginBook]. Thread-safe.
final class Challenges {
    /// How long somebody may take to answer.
    static final Duration VALID = Duration.ofMinutes(5);

    private static final String USE = "login challenges";
    private static final int CHANCE = 16;
    private static final int HEAD = Long.BYTES + CHANCE;
    private static final int MAC = 32;

    private final SecretKey key;
    private final InstantSource clock;
    private final SecureRandom random;

    Challenges(Keys keys, InstantSource clock, SecureRandom random) {
        this.key = keys.secret(USE);
        this.clock = clock;
        this.random = random;
    }

    /// What a challenge is for; one is never taken for another.
    enum Purpose {
        PASSKEY_LOGIN("passkey login"),
        PASSKEY_ENROLMENT("passkey enrolment"),
        CERTIFICATE_LOGIN("certificate login"),
        CERTIFICATE_HANDSHAKE("certificate handshake");

        private final String words;

        Purpose(String words) {
            this.words = words;
        }
    }

    /// @param whose whoever has asked: an account, a browser's own secret, or nobody in particular
    byte[] make(Purpose purpose, String whose) {
        byte[] chance = new byte[CHANCE];
        random.nextBytes(chance);
        byte[] head =
                ByteBuffer.allocate(HEAD)
                        .putLong(clock.instant().plus(VALID).toEpochMilli())
                        .put(chance)
                        .array();
        byte[] all = Arrays.copyOf(head, HEAD + MAC);
        System.arraycopy(mac(head, purpose, whose), 0, all, HEAD, MAC);
        return all;
    }

    /// Until when a challenge may be answered; empty when it is not of this office, for something
    /// or somebody else, or late.
    Optional<Instant> end(byte[] challenge, Purpose purpose, String whose) {
        if (challenge.length != HEAD + MAC) {
            return Optional.empty();
        }
        byte[] head = Arrays.copyOf(challenge, HEAD);
        byte[] mac = Arrays.copyOfRange(challenge, HEAD, HEAD + MAC);
        if (!MessageDigest.isEqual(mac, mac(head, purpose, whose))) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        try {
            // One from farther ahead than any is made was made by a clock that ran ahead.
            return Optional.of(Instant.ofEpochMilli(ByteBuffer.wrap(head).getLong()))
                    .filter(end ->
                            now.isBefore(end) && !end.isAfter(now.plus(VALID.multipliedBy(2))));
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    private byte[] mac(byte[] head, Purpose purpose, String whose) {
        try {
            Mac mac = Providers.mac("HmacSHA256");
            mac.init(key);
            mac.update(head);
            mac.update((purpose.words + "\0" + whose).getBytes(StandardCharsets.UTF_8));
            return mac.doFinal();
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot make a challenge", fault);
        }
    }
}
