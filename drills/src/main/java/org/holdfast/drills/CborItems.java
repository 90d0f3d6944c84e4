// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads CBOR items one after the other and takes each in its shortest form only (RFC 8949 §4.2.1).
/// Whatever does not fit is an [IllegalArgumentException].
final class CborItems {
    static final int UNSIGNED = 0;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int ARRAY = 4;
    static final int MAP = 5;

    private final byte[] bytes;
    private int at;

    CborItems(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean done() {
        return at == bytes.length;
    }

    long unsigned() {
        return head(UNSIGNED);
    }

    /// How many items follow in an array or pairs in a map.
    int count(int major) {
        return length(major);
    }

    byte[] bytes(int expected) {
        int length = length(BYTES);
        if (length != expected) {
            throw wrong("expected " + expected + " bytes, found " + length);
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String text() {
        int length = length(TEXT);
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    private int length(int major) {
        long length = head(major);
        if (length > bytes.length - at) {
            throw wrong("an item is longer than the entry");
        }
        return (int) length;
    }

    private long head(int major) {
        int first = next();
        int info = first & 0x1f;
        if (first >> 5 != major || info > 27) {
            throw wrong("an item of another type");
        }
        if (info < 24) {
            return info;
        }
        int width = 1 << (info - 24);
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | next();
        }
        // A head of 8 bytes is the shortest only above 2^32; below zero it does not fit a long.
        if (value < (width == 1 ? 24 : 1L << (4 * width))) {
            throw wrong("a number in a longer form than it needs, or above 2^63-1");
        }
        return value;
    }

    private int next() {
        if (at >= bytes.length) {
            throw wrong("ends too early");
        }
        return bytes[at++] & 0xff;
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + ", at byte " + at);
    }
}
