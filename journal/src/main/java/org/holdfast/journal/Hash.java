// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.holdfast.journal.JournalRefusal.Reason;

/// A SHA-256 hash of 32 bytes, compared by value. Immutable and thread-safe.
public final class Hash implements Comparable<Hash> {
    /// Bytes in a hash.
    public static final int LENGTH = 32;

    private final byte[] value;

    private Hash(byte[] value) {
        this.value = value;
    }

    /// Takes a copy of exactly 32 bytes; any other length is refused.
    public static Hash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new JournalRefusal(
                    Reason.MALFORMED_HASH, "a hash has 32 bytes, found " + bytes.length);
        }
        return new Hash(bytes.clone());
    }

    /// Reads 64 hexadecimal digits.
    public static Hash ofHex(String hex) {
        try {
            return of(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            throw new JournalRefusal(Reason.MALFORMED_HASH, "a hash is not hexadecimal", e);
        }
    }

    /// Reads padded standard base64 of 32 bytes, in its one canonical spelling.
    public static Hash ofBase64(String text) {
        Hash read;
        try {
            read = of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new JournalRefusal(Reason.MALFORMED_HASH, "a hash is not base64", e);
        }
        if (!read.base64().equals(text)) {
            throw new JournalRefusal(Reason.MALFORMED_HASH, "a hash is not canonical base64");
        }
        return read;
    }

    /// Takes the array without a copy; the caller must not keep it.
    static Hash adopt(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalStateException("a hash has 32 bytes, found " + bytes.length);
        }
        return new Hash(bytes);
    }

    /// Reads the hash that starts at an offset.
    static Hash at(byte[] bytes, int offset) {
        return new Hash(Arrays.copyOfRange(bytes, offset, offset + LENGTH));
    }

    /// The bytes themselves, not to be changed.
    byte[] raw() {
        return value;
    }

    /// A copy of the 32 bytes.
    public byte[] bytes() {
        return value.clone();
    }

    /// 64 lower-case hexadecimal digits.
    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    /// Padded standard base64.
    public String base64() {
        return Base64.getEncoder().encodeToString(value);
    }

    @Override
    public int compareTo(Hash other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(value, hash.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return hex();
    }
}
