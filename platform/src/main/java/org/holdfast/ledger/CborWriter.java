// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes the few CBOR items that leaves need, each in its shortest form (RFC 8949 §4.2.1).
final class CborWriter {
    private static final int UNSIGNED = 0;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    CborWriter map(int entries) {
        return head(MAP, entries);
    }

    CborWriter array(int items) {
        return head(ARRAY, items);
    }

    CborWriter unsigned(long value) {
        return head(UNSIGNED, value);
    }

    CborWriter bytes(byte[] value) {
        head(BYTES, value.length);
        out.writeBytes(value);
        return this;
    }

    CborWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        head(TEXT, utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }

    private CborWriter head(int major, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("expected 0 or more, found " + value);
        }
        int top = major << 5;
        if (value < 24) {
            out.write(top | (int) value);
        } else if (value < 1L << 8) {
            tail(top | 24, value, 1);
        } else if (value < 1L << 16) {
            tail(top | 25, value, 2);
        } else if (value < 1L << 32) {
            tail(top | 26, value, 4);
        } else {
            tail(top | 27, value, 8);
        }
        return this;
    }

    private void tail(int first, long value, int bytes) {
        out.write(first);
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }
}
