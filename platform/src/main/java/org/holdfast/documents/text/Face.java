// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// One TrueType font file, mapped read-only and parsed once. Thread-safe: only absolute reads of an
/// immutable map, and a cache of glyphs that holds what the file says. Units are the font's own
/// (`unitsPerEm` to the em) where not said.
public final class Face {
    private final String name;
    private final Map<String, ByteBuffer> tables = new HashMap<>();
    private final ByteBuffer hmtx;
    private final ByteBuffer loca;
    private final CharacterMap characters;
    private final int unitsPerEm;
    private final boolean longOffsets;
    private final int glyphCount;
    private final int metricCount;
    private final AtomicReferenceArray<Glyph> glyphs;

    private Face(ByteBuffer file) {
        int count = file.getShort(4) & 0xffff;
        for (int i = 0; i < count; i++) {
            int at = 12 + 16 * i;
            byte[] tag = new byte[4];
            file.get(at, tag);
            ByteBuffer table = file.slice(file.getInt(at + 8), file.getInt(at + 12));
            tables.put(new String(tag, StandardCharsets.US_ASCII), table);
        }
        unitsPerEm = table("head").getShort(18) & 0xffff;
        longOffsets = table("head").getShort(50) != 0;
        glyphCount = table("maxp").getShort(4) & 0xffff;
        metricCount = table("hhea").getShort(34) & 0xffff;
        hmtx = table("hmtx");
        loca = table("loca");
        characters = new CharacterMap(table("cmap"));
        glyphs = new AtomicReferenceArray<>(glyphCount);
        name = readName(table("name"));
    }

    /// Maps and parses a font file. Throws `UncheckedIOException` when it cannot be read.
    public static Face open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Face(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The PostScript name.
    public String name() {
        return name;
    }

    /// Units to the em.
    public int unitsPerEm() {
        return unitsPerEm;
    }

    /// Number of glyphs in the file.
    public int glyphCount() {
        return glyphCount;
    }

    /// Ascender of `hhea`.
    public int ascent() {
        return table("hhea").getShort(4);
    }

    /// Descender of `hhea`, negative.
    public int descent() {
        return table("hhea").getShort(6);
    }

    /// Bounding box of all glyphs: xMin, yMin, xMax, yMax.
    public int[] box() {
        ByteBuffer head = table("head");
        return new int[] {
            head.getShort(36), head.getShort(38), head.getShort(40), head.getShort(42)
        };
    }

    /// The glyph that shows a code point, 0 when there is none or only a blank where ink is due.
    public int glyph(int codePoint) {
        return inked(codePoint, characters.glyph(codePoint));
    }

    /// The glyph that shows a variation sequence, 0 when the font does not have exactly it.
    public int glyph(int codePoint, int selector) {
        return inked(codePoint, characters.glyph(codePoint, selector));
    }

    /// Advance width of a glyph.
    public int advance(int glyph) {
        return hmtx.getShort(4 * Math.min(glyph, metricCount - 1)) & 0xffff;
    }

    /// Left side bearing of a glyph.
    public int bearing(int glyph) {
        int at = glyph < metricCount ? 4 * glyph + 2 : 4 * metricCount + 2 * (glyph - metricCount);
        return hmtx.getShort(at);
    }

    /// A glyph's outline without instructions.
    public Glyph outline(int glyph) {
        Glyph known = glyphs.get(glyph);
        if (known == null) {
            long start = offset(glyph);
            byte[] raw = new byte[(int) (offset(glyph + 1) - start)];
            table("glyf").get((int) start, raw);
            known = Glyph.of(raw);
            glyphs.set(glyph, known);
        }
        return known;
    }

    /// A table's bytes, a fresh copy.
    public byte[] tableCopy(String tag) {
        ByteBuffer table = table(tag);
        byte[] copy = new byte[table.capacity()];
        table.get(0, copy);
        return copy;
    }

    @Override
    public String toString() {
        return name;
    }

    private int inked(int codePoint, int glyph) {
        if (glyph == 0 || glyph >= glyphCount) {
            return 0;
        }
        boolean blank = offset(glyph) == offset(glyph + 1);
        return blank && !Character.isSpaceChar(codePoint) ? 0 : glyph;
    }

    private long offset(int glyph) {
        return longOffsets
                ? loca.getInt(4 * glyph) & 0xffffffffL
                : 2L * (loca.getShort(2 * glyph) & 0xffff);
    }

    private ByteBuffer table(String tag) {
        ByteBuffer table = tables.get(tag);
        if (table == null) {
            throw new IllegalArgumentException("font has no table " + tag);
        }
        return table;
    }

    private static String readName(ByteBuffer table) {
        int count = table.getShort(2) & 0xffff;
        int strings = table.getShort(4) & 0xffff;
        for (int i = 0; i < count; i++) {
            int at = 6 + 12 * i;
            if (table.getShort(at) == 3 && table.getShort(at + 6) == 6) {
                byte[] text = new byte[table.getShort(at + 8) & 0xffff];
                table.get(strings + (table.getShort(at + 10) & 0xffff), text);
                return new String(text, StandardCharsets.UTF_16BE).replaceAll("[^\\w-]", "");
            }
        }
        throw new IllegalArgumentException("font has no PostScript name");
    }
}
