// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.util.HexFormat;

/// The name of a data key: 16 bytes, the first six its time, the others random. Value semantics.
public final class KeyId {
    private final Bytes16 value;

    private KeyId(Bytes16 value) {
        this.value = value;
    }

    /// From 16 bytes.
    ///
    /// @throws IllegalArgumentException for any other length
    public static KeyId of(byte[] bytes) {
        return new KeyId(new Bytes16(bytes));
    }

    /// From 32 hexadecimal digits.
    public static KeyId ofHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    public byte[] bytes() {
        return value.bytes();
    }

    public String hex() {
        return value.hex();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyId that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return hex();
    }
}
