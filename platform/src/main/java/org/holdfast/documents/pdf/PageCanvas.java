// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import java.util.List;
import org.holdfast.documents.text.Cluster;

/// What one page shows. Coordinates are points from the top left corner, y downwards; for one
/// thread.
public final class PageCanvas {
    private final PdfBytes content = new PdfBytes(8192);
    private final FontSubsets fonts;
    private final double height;

    PageCanvas(FontSubsets fonts, double height) {
        this.fonts = fonts;
        this.height = height;
    }

    PdfBytes content() {
        return content;
    }

    /// Sets the colour of fills and text, `rrggbb`.
    public void fillColour(int rgb) {
        colour(rgb).put("rg\n");
    }

    /// Sets the colour of lines, `rrggbb`.
    public void lineColour(int rgb) {
        colour(rgb).put("RG\n");
    }

    /// Fills a rectangle.
    public void fill(double x, double y, double width, double tall) {
        rectangle(x, y, width, tall).put("f\n");
    }

    /// Draws the outline of a rectangle.
    public void frame(double x, double y, double width, double tall, double line) {
        content.num(line).put("w ");
        rectangle(x, y, width, tall).put("S\n");
    }

    /// Draws a straight line.
    public void line(double x1, double y1, double x2, double y2, double line) {
        content.num(line).put("w ").num(x1).num(height - y1).put("m ");
        content.num(x2).num(height - y2).put("l S\n");
    }

    /// Shows a picture of unit size with its lower left corner at x, y, scaled to `width` by
    /// `tall`.
    public void picture(String name, double x, double y, double width, double tall) {
        content.put("q ").num(width).put("0 0 ").num(tall).num(x).num(height - y);
        content.put("cm /").put(name).put(" Do Q\n");
    }

    /// Shows a picture that lets what is under it through.
    public void faintPicture(String name, double x, double y, double scale) {
        content.put("/Artifact BMC q /Faint gs ");
        content.num(scale).put("0 0 ").num(scale).num(x).num(height - y);
        content.put("cm /").put(name).put(" Do Q EMC\n");
    }

    /// Shows clusters on a base line; `extra` points are added after each, `bold` thickens the
    /// strokes.
    public void text(List<Cluster> line, double x, double y, TextStyle style) {
        double at = x;
        int i = 0;
        content.put("BT\n");
        if (style.thick()) {
            content.put("2 Tr ").num(style.size() * 0.028).put("w\n");
        }
        while (i < line.size()) {
            int end = runEnd(line, i);
            Cluster first = line.get(i);
            FontSubset font = fonts.of(first.face());
            content.put("/").put(font.resource()).put(" ").num(style.size()).put("Tf 1 0 0 1 ");
            content.num(at).num(height - y).put("Tm ");
            if (style.extra() != 0) {
                content.num(style.extra()).put("Tc ");
            }
            if (first.needsActualText()) {
                content.put("/Span<</ActualText ").textString(first.text()).put(">>BDC ");
            }
            content.put("<");
            for (int k = i; k < end; k++) {
                content.hex16(font.cid(line.get(k)));
                at += line.get(k).advance() * style.size() / 1000 + style.extra();
            }
            content.put("> Tj");
            content.put(first.needsActualText() ? " EMC\n" : "\n");
            i = end;
        }
        if (style.extra() != 0) {
            content.put("0 Tc ");
        }
        content.put(style.thick() ? "0 Tr\nET\n" : "ET\n");
    }

    private static int runEnd(List<Cluster> line, int from) {
        if (line.get(from).needsActualText()) {
            return from + 1;
        }
        int end = from + 1;
        while (end < line.size()
                && line.get(end).face() == line.get(from).face()
                && !line.get(end).needsActualText()) {
            end++;
        }
        return end;
    }

    private PdfBytes rectangle(double x, double y, double width, double tall) {
        content.num(x).num(height - y - tall).num(width).num(tall);
        return content.put("re ");
    }

    private PdfBytes colour(int rgb) {
        content.num((rgb >>> 16) / 255.0).num(((rgb >>> 8) & 0xff) / 255.0);
        return content.num((rgb & 0xff) / 255.0);
    }
}
