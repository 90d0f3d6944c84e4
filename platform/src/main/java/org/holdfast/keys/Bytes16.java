// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.util.Arrays;
import java.util.HexFormat;

/// Sixteen bytes with the equality of their content; the inside of handles and key ids.
final class Bytes16 {
    private final byte[] bytes;

    Bytes16(byte[] bytes) {
        if (bytes.length != 16) {
            throw new IllegalArgumentException("expected 16 bytes, found " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    byte[] bytes() {
        return bytes.clone();
    }

    String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes16 that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
