// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.text;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A font's `cmap`: code point to glyph (formats 4 and 12) and variation sequence to glyph (format
/// 14), read once into pages of 256. ISO/IEC 14496-22 §5.2.1. Zero means that the font has no
/// glyph.
final class CharacterMap {
    private static final int PAGE = 256;
    private final char[] @Nullable [] pages = new char[0x110000 / PAGE][];
    private final Map<Long, Integer> variations = new HashMap<>();

    CharacterMap(ByteBuffer cmap) {
        int tables = cmap.getShort(2) & 0xffff;
        int best = -1;
        int bestRank = 0;
        int sequences = -1;
        for (int i = 0; i < tables; i++) {
            int offset = cmap.getInt(4 + 8 * i + 4);
            int format = cmap.getShort(offset) & 0xffff;
            int platform = cmap.getShort(4 + 8 * i) & 0xffff;
            int rank = rank(platform, format);
            if (format == 14) {
                sequences = offset;
            } else if (rank > bestRank) {
                bestRank = rank;
                best = offset;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException("font has no Unicode character map");
        }
        if ((cmap.getShort(best) & 0xffff) == 12) {
            readFormat12(cmap, best);
        } else {
            readFormat4(cmap, best);
        }
        if (sequences >= 0) {
            readFormat14(cmap, sequences);
        }
    }

    /// The glyph of a code point, 0 when there is none.
    int glyph(int codePoint) {
        char[] page = pages[codePoint / PAGE];
        return page == null ? 0 : page[codePoint % PAGE];
    }

    /// The glyph of a variation sequence, 0 when the font does not list the sequence. A sequence
    /// listed as "default" is the base character's own glyph by the font's word, hence exact.
    int glyph(int codePoint, int selector) {
        return variations.getOrDefault(key(codePoint, selector), 0);
    }

    private static int rank(int platform, int format) {
        if (platform != 0 && platform != 3) {
            return 0;
        }
        return format == 12 ? 2 : format == 4 ? 1 : 0;
    }

    private static long key(int codePoint, int selector) {
        return ((long) selector << 32) | codePoint;
    }

    private void put(int codePoint, int glyph) {
        char[] page = pages[codePoint / PAGE];
        if (page == null) {
            page = new char[PAGE];
            pages[codePoint / PAGE] = page;
        }
        page[codePoint % PAGE] = (char) glyph;
    }

    private void readFormat12(ByteBuffer cmap, int at) {
        int groups = cmap.getInt(at + 12);
        for (int i = 0; i < groups; i++) {
            int group = at + 16 + 12 * i;
            int first = cmap.getInt(group);
            int last = cmap.getInt(group + 4);
            int glyph = cmap.getInt(group + 8);
            for (int c = first; c <= last; c++) {
                put(c, glyph + c - first);
            }
        }
    }

    private void readFormat4(ByteBuffer cmap, int at) {
        int twice = cmap.getShort(at + 6) & 0xffff;
        int ends = at + 14;
        int starts = ends + twice + 2;
        int deltas = starts + twice;
        int ranges = deltas + twice;
        for (int i = 0; i < twice; i += 2) {
            int last = cmap.getShort(ends + i) & 0xffff;
            int first = cmap.getShort(starts + i) & 0xffff;
            int delta = cmap.getShort(deltas + i);
            int range = cmap.getShort(ranges + i) & 0xffff;
            for (int c = first; c <= last && c != 0xffff; c++) {
                int glyph = c;
                if (range != 0) {
                    glyph = cmap.getShort(ranges + i + range + 2 * (c - first)) & 0xffff;
                }
                if (range == 0 || glyph != 0) {
                    put(c, (glyph + delta) & 0xffff);
                }
            }
        }
    }

    private void readFormat14(ByteBuffer cmap, int at) {
        int selectors = cmap.getInt(at + 6);
        for (int i = 0; i < selectors; i++) {
            int entry = at + 10 + 11 * i;
            int selector = uint24(cmap, entry);
            int defaults = cmap.getInt(entry + 3);
            int others = cmap.getInt(entry + 7);
            if (defaults != 0) {
                readDefaults(cmap, at + defaults, selector);
            }
            if (others != 0) {
                int count = cmap.getInt(at + others);
                for (int k = 0; k < count; k++) {
                    int mapping = at + others + 4 + 5 * k;
                    int glyph = cmap.getShort(mapping + 3) & 0xffff;
                    variations.put(key(uint24(cmap, mapping), selector), glyph);
                }
            }
        }
    }

    private void readDefaults(ByteBuffer cmap, int at, int selector) {
        int ranges = cmap.getInt(at);
        for (int k = 0; k < ranges; k++) {
            int first = uint24(cmap, at + 4 + 4 * k);
            int more = cmap.get(at + 4 + 4 * k + 3) & 0xff;
            for (int c = first; c <= first + more; c++) {
                variations.put(key(c, selector), glyph(c));
            }
        }
    }

    private static int uint24(ByteBuffer buffer, int at) {
        return ((buffer.get(at) & 0xff) << 16) | (buffer.getShort(at + 1) & 0xffff);
    }
}
