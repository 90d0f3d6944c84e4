// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import java.util.Map;
import java.util.TreeMap;
import org.holdfast.documents.text.Face;

/// Puts a subset's tables together as a TrueType program (ISO/IEC 14496-22 §4): glyf, head, hhea,
/// hmtx, loca, maxp. No hinting tables, as the outlines carry no instructions, and no cmap, as CIDs
/// are glyph numbers.
final class SfntTables {
    private final Face face;
    private final int glyphs;

    SfntTables(Face face, int glyphs) {
        this.face = face;
        this.glyphs = glyphs;
    }

    PdfBytes write(PdfBytes outlines, PdfBytes locations, PdfBytes metrics) {
        Map<String, PdfBytes> tables = new TreeMap<>();
        tables.put("glyf", outlines.align4());
        tables.put("loca", locations);
        tables.put("hmtx", metrics);
        byte[] head = face.tableCopy("head");
        set16(head, 50, 1);
        java.util.Arrays.fill(head, 8, 12, (byte) 0);
        tables.put("head", bytes(head));
        byte[] hhea = face.tableCopy("hhea");
        set16(hhea, 34, glyphs);
        tables.put("hhea", bytes(hhea));
        byte[] maxp = face.tableCopy("maxp");
        set16(maxp, 4, glyphs);
        tables.put("maxp", bytes(maxp));
        return assemble(tables);
    }

    private static PdfBytes assemble(Map<String, PdfBytes> tables) {
        int count = tables.size();
        int at = 12 + 16 * count;
        PdfBytes out =
                new PdfBytes(at + 4096 + tables.values().stream().mapToInt(PdfBytes::size).sum());
        int power = Integer.highestOneBit(count);
        out.u32(0x00010000).u16(count).u16(16 * power);
        out.u16(Integer.numberOfTrailingZeros(power)).u16(16 * (count - power));
        int headAt = 0;
        for (Map.Entry<String, PdfBytes> table : tables.entrySet()) {
            int size = table.getValue().size();
            PdfBytes padded = table.getValue().align4();
            if (table.getKey().equals("head")) {
                headAt = at;
            }
            out.put(table.getKey()).u32(checksum(padded)).u32(at).u32(size);
            at += padded.size();
        }
        for (PdfBytes table : tables.values()) {
            out.put(table);
        }
        int adjustment = 0xB1B0AFBA - checksum(out);
        byte[] four = new byte[4];
        for (int i = 0; i < 4; i++) {
            four[i] = (byte) (adjustment >>> (24 - 8 * i));
        }
        out.overwrite(headAt + 8, four);
        return out;
    }

    private static int checksum(PdfBytes table) {
        byte[] bytes = table.array();
        int sum = 0;
        for (int i = 0; i < table.size(); i += 4) {
            sum +=
                    (bytes[i] << 24)
                            | ((bytes[i + 1] & 0xff) << 16)
                            | ((bytes[i + 2] & 0xff) << 8)
                            | (bytes[i + 3] & 0xff);
        }
        return sum;
    }

    private static PdfBytes bytes(byte[] table) {
        return new PdfBytes(table.length + 4).put(table);
    }

    private static void set16(byte[] table, int at, int value) {
        table[at] = (byte) (value >>> 8);
        table[at + 1] = (byte) value;
    }
}
