// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.text;

import java.util.Arrays;

/// One glyph's outline as the font holds it, without hinting instructions (paper is printed at
/// resolutions where they do nothing, and they call functions that a subset does not carry).
/// Immutable; do not write to the arrays.
///
/// `components` are the offsets in `data` of the glyph numbers of a composite; empty for a simple
/// glyph.
public final class Glyph {
    private static final int WORDS = 0x0001;
    private static final int SCALE = 0x0008;
    private static final int MORE = 0x0020;
    private static final int XY_SCALE = 0x0040;
    private static final int TWO_BY_TWO = 0x0080;
    private static final int INSTRUCTIONS = 0x0100;
    private static final int HEADER = 10;
    private static final int[] NONE = {};

    private final byte[] data;
    private final int[] components;

    private Glyph(byte[] data, int[] components) {
        this.data = data;
        this.components = components;
    }

    static Glyph of(byte[] raw) {
        if (raw.length == 0) {
            return new Glyph(raw, NONE);
        }
        int contours = (short) uint16(raw, 0);
        return contours >= 0 ? simple(raw, contours) : composite(raw);
    }

    /// The outline's bytes; empty for a blank.
    public byte[] data() {
        return data;
    }

    /// Where in [#data()] the numbers of component glyphs stand.
    public int[] components() {
        return components;
    }

    /// Big-endian unsigned 16 bits.
    public static int uint16(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }

    private static Glyph simple(byte[] raw, int contours) {
        int at = HEADER + 2 * contours;
        int length = uint16(raw, at);
        byte[] data = new byte[raw.length - length];
        System.arraycopy(raw, 0, data, 0, at);
        System.arraycopy(raw, at + 2 + length, data, at + 2, raw.length - at - 2 - length);
        return new Glyph(data, NONE);
    }

    private static Glyph composite(byte[] raw) {
        byte[] data = raw.clone();
        int[] found = new int[16];
        int count = 0;
        int at = HEADER;
        int flags;
        do {
            flags = uint16(data, at);
            data[at] &= (byte) ~(INSTRUCTIONS >>> 8);
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = at + 2;
            at += 4 + ((flags & WORDS) != 0 ? 4 : 2);
            if ((flags & SCALE) != 0) {
                at += 2;
            } else if ((flags & XY_SCALE) != 0) {
                at += 4;
            } else if ((flags & TWO_BY_TWO) != 0) {
                at += 8;
            }
        } while ((flags & MORE) != 0);
        return new Glyph(Arrays.copyOf(data, at), Arrays.copyOf(found, count));
    }
}
