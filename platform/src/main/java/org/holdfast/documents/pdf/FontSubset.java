// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.documents.text.Cluster;
import org.holdfast.documents.text.Face;
import org.holdfast.documents.text.Glyph;

/// The glyphs of one face that one file shows, as a CIDFontType2 with Identity-H (ISO 32000-1
/// §9.7). Every pair of glyph and text has its own CID, so ToUnicode always gives back exactly what
/// was ordered. For one thread.
final class FontSubset {
    private final Face face;
    private final String resource;
    private final Map<Shown, Integer> cids = new HashMap<>(256);
    private final List<Shown> shown = new ArrayList<>(256);

    private record Shown(int glyph, String text) {}

    FontSubset(Face face, String resource) {
        this.face = face;
        this.resource = resource;
    }

    String resource() {
        return resource;
    }

    int cid(Cluster cluster) {
        Shown key = new Shown(cluster.glyph(), cluster.text());
        Integer known = cids.get(key);
        if (known == null) {
            shown.add(key);
            known = shown.size();
            cids.put(key, known);
        }
        return known;
    }

    /// Writes the font's five objects; `number` is the Type0 font's.
    void write(PdfFile file, int number) {
        int descendant = file.reserve();
        int descriptor = file.reserve();
        int program = file.reserve();
        int unicode = file.reserve();
        String name = tag() + "+" + face.name();
        file.object(
                number,
                "<</Type/Font/Subtype/Type0/BaseFont/"
                        + name
                        + "/Encoding/Identity-H/DescendantFonts["
                        + descendant
                        + " 0 R]/ToUnicode "
                        + unicode
                        + " 0 R>>");
        PdfBytes out = file.begin(descendant);
        out.put("<</Type/Font/Subtype/CIDFontType2/BaseFont/").put(name);
        out.put("/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>");
        out.put("/CIDToGIDMap/Identity/FontDescriptor ").put(descriptor).put(" 0 R/W[1[");
        for (Shown one : shown) {
            out.num(thousandths(face.advance(one.glyph)));
        }
        out.put("]]>>");
        file.end();
        writeDescriptor(file, descriptor, name, program);
        PdfBytes sfnt = program();
        file.deflatedStream(program, "/Length1 " + sfnt.size(), sfnt);
        file.deflatedStream(unicode, "", toUnicode());
    }

    private void writeDescriptor(PdfFile file, int number, String name, int program) {
        PdfBytes out = file.begin(number);
        out.put("<</Type/FontDescriptor/FontName/").put(name).put("/Flags 4/FontBBox[");
        for (int side : face.box()) {
            out.num(thousandths(side));
        }
        out.put("]/ItalicAngle 0/Ascent ").num(thousandths(face.ascent()));
        out.put("/Descent ").num(thousandths(face.descent()));
        out.put("/CapHeight ").num(thousandths(face.ascent()) * 0.8);
        out.put("/StemV 80/FontFile2 ").put(program).put(" 0 R>>");
        file.end();
    }

    private double thousandths(int units) {
        return 1000.0 * units / face.unitsPerEm();
    }

    /// Six letters that depend on the glyphs chosen (ISO 32000-1 §9.6.4).
    private String tag() {
        int hash = shown.hashCode();
        char[] letters = new char[6];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (char) ('A' + Math.floorMod(hash, 26));
            hash = hash / 26 + 7 * i;
        }
        return new String(letters);
    }

    private PdfBytes program() {
        List<Integer> sources = new ArrayList<>(shown.size() + 8);
        sources.add(0);
        for (Shown one : shown) {
            sources.add(one.glyph);
        }
        Map<Integer, Integer> parts = new HashMap<>();
        PdfBytes outlines = new PdfBytes(256 * sources.size());
        PdfBytes locations = new PdfBytes(8 + 4 * sources.size());
        for (int i = 0; i < sources.size(); i++) {
            locations.u32(outlines.size());
            Glyph glyph = face.outline(sources.get(i));
            byte[] data = glyph.data();
            if (glyph.components().length > 0) {
                data = renumbered(glyph, sources, parts);
            }
            outlines.put(data).align4();
        }
        locations.u32(outlines.size());
        PdfBytes metrics = new PdfBytes(4 * sources.size());
        for (int source : sources) {
            metrics.u16(face.advance(source)).u16(face.bearing(source));
        }
        return new SfntTables(face, sources.size()).write(outlines, locations, metrics);
    }

    private static byte[] renumbered(
            Glyph glyph, List<Integer> sources, Map<Integer, Integer> parts) {
        byte[] data = glyph.data().clone();
        for (int at : glyph.components()) {
            int source = Glyph.uint16(data, at);
            Integer target = parts.get(source);
            if (target == null) {
                target = sources.size();
                sources.add(source);
                parts.put(source, target);
            }
            data[at] = (byte) (target >>> 8);
            data[at + 1] = (byte) (int) target;
        }
        return data;
    }

    private PdfBytes toUnicode() {
        PdfBytes out = new PdfBytes(400 + 16 * shown.size());
        out.put("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n");
        out.put("/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n");
        out.put("/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n");
        out.put("1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        for (int from = 0; from < shown.size(); from += 100) {
            int to = Math.min(from + 100, shown.size());
            out.put(to - from).put(" beginbfchar\n");
            for (int i = from; i < to; i++) {
                out.put("<").hex16(i + 1).put("> <").hexText(shown.get(i).text).put(">\n");
            }
            out.put("endbfchar\n");
        }
        return out.put("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    }
}
