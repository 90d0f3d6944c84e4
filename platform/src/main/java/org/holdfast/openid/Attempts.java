// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

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
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.Providers;

/// Makes attempts and knows them again without keeping any, at every site of an office: a cookie
/// has the end, 192 bits of chance and what it is for, and an HMAC over these, the provider and the
/// account. State, nonce and the secret of PKCE are HMACs over the cookie: whoever reads it learns
/// none of them. Thread-safe.
final class Attempts {
    /// How long somebody may be away. No longer than `logins` knows what was used.
    static final Duration VALID = Duration.ofMinutes(10);

    private static final String NOBODY = "";
    private static final int CHANCE = 24;
    private static final int HEAD = Long.BYTES + 1 + CHANCE;
    private static final int MAC = 32;
    private static final int LONGEST = 200;
    private static final byte LOGIN = 1;
    private static final byte BINDING = 2;

    private final SecretKey key;
    private final InstantSource clock;
    private final SecureRandom random;

    Attempts(Keys keys, InstantSource clock, SecureRandom random) {
        this.key = keys.secret("openid attempts");
        this.clock = clock;
        this.random = random;
    }

    /// An attempt and its cookie.
    record Made(Attempt attempt, String cookie) {}

    /// @param account to which something is to be bound; empty for a login
    Made make(String provider, Optional<String> account) {
        byte[] chance = new byte[CHANCE];
        random.nextBytes(chance);
        byte[] head =
                ByteBuffer.allocate(HEAD)
                        .putLong(clock.instant().plus(VALID).toEpochMilli())
                        .put(account.isPresent() ? BINDING : LOGIN)
                        .put(chance)
                        .array();
        byte[] all = Arrays.copyOf(head, HEAD + MAC);
        byte[] mac = mac("attempt\0" + provider + "\0" + account.orElse(NOBODY), head);
        System.arraycopy(mac, 0, all, HEAD, MAC);
        return new Made(attempt(provider, all), text(all));
    }

    /// The attempt that a cookie is of.
    ///
    /// @param state what came back with the browser
    /// @param account whoever is in, in the browser that came back
    /// @return empty when it is not of this office, provider, browser or account, or late
    Optional<Attempt> find(String provider, String cookie, String state, Optional<String> account) {
        byte[] all;
        try {
            all = cookie.length() > LONGEST ? new byte[0] : Base64.getUrlDecoder().decode(cookie);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (all.length != HEAD + MAC || isLate(all)) {
            return Optional.empty();
        }
        boolean binding = all[Long.BYTES] == BINDING;
        if (binding && account.isEmpty()) {
            return Optional.empty();
        }
        String whose = binding ? account.get() : NOBODY;
        byte[] mac = mac("attempt\0" + provider + "\0" + whose, Arrays.copyOf(all, HEAD));
        if (!MessageDigest.isEqual(mac, Arrays.copyOfRange(all, HEAD, HEAD + MAC))) {
            return Optional.empty();
        }
        return Optional.of(attempt(provider, all))
                .filter(one -> isSame(one.secrets().state(), state));
    }

    private boolean isLate(byte[] all) {
        Instant now = clock.instant();
        try {
            Instant end = Instant.ofEpochMilli(ByteBuffer.wrap(all).getLong());
            // One from farther ahead than any is made was made by a clock that ran ahead.
            return !now.isBefore(end) || end.isAfter(now.plus(VALID.multipliedBy(2)));
        } catch (DateTimeException notATime) {
            return true;
        }
    }

    private Attempt attempt(String provider, byte[] all) {
        return new Attempt(
                provider,
                all[Long.BYTES] == BINDING ? Attempt.Purpose.BINDING : Attempt.Purpose.LOGIN,
                all,
                new Attempt.Secrets(
                        text(mac("state", all)),
                        text(mac("nonce", all)),
                        text(mac("verifier", all))));
    }

    static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] mac(String words, byte[] bytes) {
        try {
            Mac mac = Providers.mac("HmacSHA256");
            mac.init(key);
            mac.update(bytes);
            mac.update(words.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal();
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot make an attempt", fault);
        }
    }
}
