// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysFault;
import org.holdfast.keys.Providers;
import org.holdfast.ledger.CanonicalJson;
import tools.jackson.databind.node.ObjectNode;

/// What is handed out and comes back, kept nowhere: sealed by AES-256-GCM under a key that all
/// sites of the office derive for one use, so that nobody else reads or makes it. Thread-safe.
final class SealedText {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int LONGEST = 4_000;
    private static final String UNTIL = "until";

    private final SecretKey key;
    private final byte[] use;
    private final Duration validity;
    private final InstantSource clock;
    private final SecureRandom random;

    SealedText(Keys keys, String use, Duration validity, InstantSource clock, SecureRandom random) {
        this.key = new SecretKeySpec(keys.secret(use).getEncoded(), "AES");
        this.use = use.getBytes(StandardCharsets.UTF_8);
        this.validity = validity;
        this.clock = clock;
        this.random = random;
    }

    String seal(ObjectNode content) {
        content.put(UNTIL, clock.instant().plus(validity).getEpochSecond());
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] closed =
                    cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(CanonicalJson.bytes(content));
            byte[] all = Arrays.copyOf(nonce, NONCE + closed.length);
            System.arraycopy(closed, 0, all, NONCE, closed.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot seal", fault);
        }
    }

    /// What was sealed; empty when it is not of this office, for another use, altered or late.
    Optional<ObjectNode> open(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            byte[] all = Base64.getUrlDecoder().decode(text);
            if (all.length <= NONCE
                    || !Base64.getUrlEncoder().withoutPadding().encodeToString(all).equals(text)) {
                return Optional.empty();
            }
            byte[] open =
                    cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE))
                            .doFinal(all, NONCE, all.length - NONCE);
            ObjectNode content = CanonicalJson.parse(open);
            Instant until = Instant.ofEpochSecond(content.required(UNTIL).longValue());
            Instant now = clock.instant();
            // One from farther ahead than any is made was made by a clock that ran ahead.
            return now.isBefore(until) && !until.isAfter(now.plus(validity.multipliedBy(2)))
                    ? Optional.of(content)
                    : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Providers.cipher("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(use);
        return cipher;
    }
}
