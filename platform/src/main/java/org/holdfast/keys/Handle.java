// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.util.HexFormat;

/// An opaque name in journals, 16 bytes: HMAC of a label and an internal id. Tells nothing about
/// either; not linkable to the handle that the API gives. Value semantics.
public final class Handle {
    private final Bytes16 value;

    private Handle(Bytes16 value) {
        this.value = value;
    }

    /// From 16 bytes.
    ///
    /// @throws IllegalArgumentException for any other length
    public static Handle of(byte[] bytes) {
        return new Handle(new Bytes16(bytes));
    }

    /// From 32 hexadecimal digits.
    public static Handle ofHex(String hex) {
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
        return other instanceof Handle that && value.equals(that.value);
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
