// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.holdfast.offices.Country;

/// Handles by HMAC-SHA256.
final class HmacHandles implements Handles {
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int SUBJECT_LETTERS = 16;

    private final SecretKey journalKey;
    private final SecretKey subjectKey;

    HmacHandles(SecretKey journalKey, SecretKey subjectKey) {
        this.journalKey = journalKey;
        this.subjectKey = subjectKey;
    }

    @Override
    public Handle of(String label, byte[] id) {
        return Handle.of(Arrays.copyOf(mac(journalKey, label, id), 16));
    }

    @Override
    public Handle of(String label, String id) {
        return of(label, id.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Handle of(String label, UUID id) {
        return of(label, raw(id));
    }

    @Override
    public SubjectHandle subject(Country country, String register, UUID record) {
        byte[] mac = mac(subjectKey, "subject:" + register, raw(record));
        StringBuilder text = new StringBuilder(country.code()).append('-');
        for (int letter = 0; letter < SUBJECT_LETTERS; letter++) {
            text.append(BASE32.charAt(fiveBits(mac, letter * 5)));
        }
        return new SubjectHandle(text.toString());
    }

    private static int fiveBits(byte[] bytes, int bit) {
        int pair = ((bytes[bit / 8] & 0xFF) << 8) | (bytes[bit / 8 + 1] & 0xFF);
        return (pair >> (11 - bit % 8)) & 31;
    }

    private static byte[] raw(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static byte[] mac(SecretKey key, String label, byte[] id) {
        if (label.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("label holds the separator");
        }
        try {
            Mac mac = Providers.mac("HmacSHA256");
            mac.init(key);
            mac.update(label.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(id);
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot make a handle", fault);
        }
    }
}
