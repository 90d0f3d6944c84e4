// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

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
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.Providers;

/// Writes and reads signed tokens: kind, end, serial, account id, HMAC-SHA256 of all before. A
/// reader learns nothing from a wrong one but that it is wrong.
final class Tokens {
    /// The use of the secret that signs tokens.
    static final String USE = "identity tokens";

    private static final int HEAD = 1 + 8 + 16;
    private static final int MAC = 32;
    private static final int MOST_LETTERS = 300;

    private final SecretKey key;
    private final InstantSource clock;
    private final SecureRandom random;

    Tokens(SecretKey key, InstantSource clock, SecureRandom random) {
        this.key = key;
        this.clock = clock;
        this.random = random;
    }

    /// What a token is for. One kind is never taken for the other.
    enum Kind {
        BEARER('B'),
        SESSION('S'),
        /// Both at once in what they open, for what serves a person in person and nothing else.
        COUNTER('C'),
        /// Of another site of this office; its account is the site's place and stands in no table.
        PEER('P');

        private final byte code;

        Kind(char code) {
            this.code = (byte) code;
        }

        static Optional<Kind> of(byte code) {
            return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
        }
    }

    /// A token whose signature and time are right.
    ///
    /// @param serial 32 hexadecimal digits
    record Valid(Kind kind, String account, String serial, Instant end) {}

    String write(Kind kind, String account, Duration validity) {
        return open(kind, account, validity).token();
    }

    Principals.Opened open(Kind kind, String account, Duration validity) {
        Instant end = Instant.ofEpochSecond(clock.instant().plus(validity).getEpochSecond());
        byte[] id = account.getBytes(StandardCharsets.US_ASCII);
        byte[] serial = new byte[16];
        random.nextBytes(serial);
        byte[] body =
                ByteBuffer.allocate(HEAD + id.length)
                        .put(kind.code)
                        .putLong(end.getEpochSecond())
                        .put(serial)
                        .put(id)
                        .array();
        byte[] token = Arrays.copyOf(body, body.length + MAC);
        System.arraycopy(mac(body), 0, token, body.length, MAC);
        return new Principals.Opened(
                Base64.getUrlEncoder().withoutPadding().encodeToString(token),
                HexFormat.of().formatHex(serial),
                end);
    }

    /// When a token ends by its own word, which anybody can write; for whoever shows it.
    static Optional<Instant> end(String text) {
        try {
            byte[] token = Base64.getUrlDecoder().decode(text);
            return token.length <= HEAD + MAC
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochSecond(ByteBuffer.wrap(token).getLong(1)));
        } catch (IllegalArgumentException | DateTimeException notOne) {
            return Optional.empty();
        }
    }

    Optional<Valid> read(String text) {
        if (text.length() > MOST_LETTERS) {
            return Optional.empty();
        }
        byte[] token;
        try {
            token = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (token.length <= HEAD + MAC) {
            return Optional.empty();
        }
        byte[] body = Arrays.copyOf(token, token.length - MAC);
        byte[] mac = Arrays.copyOfRange(token, body.length, token.length);
        if (!MessageDigest.isEqual(mac, mac(body))) {
            return Optional.empty();
        }
        Optional<Kind> kind = Kind.of(body[0]);
        Instant end = Instant.ofEpochSecond(ByteBuffer.wrap(body).getLong(1));
        String serial = HexFormat.of().formatHex(body, 9, HEAD);
        String account = new String(body, HEAD, body.length - HEAD, StandardCharsets.US_ASCII);
        return kind.map(known -> new Valid(known, account, serial, end))
                .filter(valid -> clock.instant().isBefore(valid.end()));
    }

    private byte[] mac(byte[] body) {
        try {
            Mac mac = Providers.mac("HmacSHA256");
            mac.init(key);
            return mac.doFinal(body);
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot sign a token", fault);
        }
    }
}
