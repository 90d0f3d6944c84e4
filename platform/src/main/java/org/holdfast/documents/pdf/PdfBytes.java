// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/// A growing run of bytes with PDF's spelling of numbers and strings. For one thread.
public final class PdfBytes {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private byte[] bytes;
    private int size;

    public PdfBytes(int capacity) {
        bytes = new byte[capacity];
    }

    /// Number of bytes so far.
    public int size() {
        return size;
    }

    /// A copy of all bytes.
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /// Appends ASCII text.
    public PdfBytes put(String ascii) {
        int length = ascii.length();
        room(length);
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    /// Appends bytes.
    public PdfBytes put(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    /// Appends everything of another run.
    public PdfBytes put(PdfBytes more) {
        room(more.size);
        System.arraycopy(more.bytes, 0, bytes, size, more.size);
        size += more.size;
        return this;
    }

    /// Appends a whole number.
    public PdfBytes put(long number) {
        return put(Long.toString(number));
    }

    /// Appends a number with at most three decimals and a blank after it.
    public PdfBytes num(double number) {
        long thousandths = Math.round(number * 1000);
        room(24);
        if (thousandths < 0) {
            bytes[size++] = '-';
            thousandths = -thousandths;
        }
        put(thousandths / 1000);
        int rest = (int) (thousandths % 1000);
        if (rest != 0) {
            bytes[size++] = '.';
            bytes[size++] = (byte) ('0' + rest / 100);
            if (rest % 100 != 0) {
                bytes[size++] = (byte) ('0' + rest / 10 % 10);
                if (rest % 10 != 0) {
                    bytes[size++] = (byte) ('0' + rest % 10);
                }
            }
        }
        room(1);
        bytes[size++] = ' ';
        return this;
    }

    /// Appends sixteen bits, big-endian, as binary.
    public PdfBytes u16(int value) {
        room(2);
        bytes[size++] = (byte) (value >>> 8);
        bytes[size++] = (byte) value;
        return this;
    }

    /// Appends 32 bits, big-endian, as binary.
    public PdfBytes u32(int value) {
        return u16(value >>> 16).u16(value);
    }

    /// Appends sixteen bits as four hex digits.
    public PdfBytes hex16(int value) {
        room(4);
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[size++] = HEX[(value >>> shift) & 15];
        }
        return this;
    }

    /// Appends text as UTF-16BE hex digits.
    public PdfBytes hexText(String text) {
        for (int i = 0; i < text.length(); i++) {
            hex16(text.charAt(i));
        }
        return this;
    }

    /// Appends a text string of any characters: `<FEFF...>`.
    public PdfBytes textString(String text) {
        return put("<FEFF").hexText(text).put(">");
    }

    /// Appends zeros up to a multiple of four.
    public PdfBytes align4() {
        while (size % 4 != 0) {
            room(1);
            bytes[size++] = 0;
        }
        return this;
    }

    /// Overwrites bytes written before.
    void overwrite(int at, byte[] with) {
        System.arraycopy(with, 0, bytes, at, with.length);
    }

    /// The bytes themselves; valid until the next append.
    byte[] array() {
        return bytes;
    }

    /// These bytes in zlib's format (RFC 1950), fastest level: papers are many and outlines hardly
    /// shrink further.
    public byte[] deflated() {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(bytes, 0, size);
            deflater.finish();
            byte[] out = new byte[size + size / 1000 + 64];
            int length = 0;
            while (!deflater.finished()) {
                if (length == out.length) {
                    out = Arrays.copyOf(out, 2 * length);
                }
                length += deflater.deflate(out, length, out.length - length);
            }
            return Arrays.copyOf(out, length);
        } finally {
            deflater.end();
        }
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
