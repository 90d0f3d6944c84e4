// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.Arrays;

/// Reads the few CBOR items (RFC 8949) that the entries of an office need, and refuses every form
/// but the shortest one (§4.2.1) with an `IllegalArgumentException`. Not thread-safe.
public final class CborReader {
    private static final int UNSIGNED = 0;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;

    private final byte[] bytes;
    private int at;

    /// Reads from the first byte.
    public CborReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The number of pairs of the map that begins here.
    public int map() {
        return count(MAP);
    }

    /// The number of items of the array that begins here.
    public int array() {
        return count(ARRAY);
    }

    /// An unsigned integer.
    public long unsigned() {
        return head(UNSIGNED);
    }

    /// A byte string.
    public byte[] bytes() {
        return slice(count(BYTES));
    }

    /// The bytes of a text that must be plain ASCII.
    public byte[] text() {
        byte[] text = slice(count(TEXT));
        for (byte b : text) {
            if (b < 0x20) {
                throw new IllegalArgumentException("CBOR: expected plain text");
            }
        }
        return text;
    }

    /// Refuses when anything is left.
    public void end() {
        if (at != bytes.length) {
            throw new IllegalArgumentException(
                    "CBOR: expected " + at + " bytes, found " + bytes.length);
        }
    }

    private int count(int major) {
        long count = head(major);
        if (count > bytes.length - at) {
            throw new IllegalArgumentException("CBOR: an item is longer than the whole");
        }
        return (int) count;
    }

    private byte[] slice(int length) {
        byte[] slice = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return slice;
    }

    private long head(int major) {
        int first = next();
        int info = first & 0x1f;
        if (first >> 5 != major || info > 27) {
            throw new IllegalArgumentException("CBOR: unexpected item at byte " + (at - 1));
        }
        if (info < 24) {
            return info;
        }
        int width = 1 << (info - 24);
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | next();
        }
        long least = width == 1 ? 24 : 1L << (4 * width);
        if (value < least) {
            throw new IllegalArgumentException("CBOR: not the shortest form, or below zero");
        }
        return value;
    }

    private int next() {
        if (at >= bytes.length) {
            throw new IllegalArgumentException("CBOR: ends too early");
        }
        return bytes[at++] & 0xff;
    }
}
