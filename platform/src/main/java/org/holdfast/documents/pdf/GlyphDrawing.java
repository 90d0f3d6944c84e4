// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

import org.holdfast.documents.text.Cluster;
import org.holdfast.documents.text.Face;
import org.holdfast.documents.text.Glyph;

/// Draws glyphs as paths, for pictures that are no text: seals and what crosses a specimen.
/// TrueType's quadratic curves (ISO/IEC 14496-22 §5.3.3) become PDF's cubic ones. For one thread.
public final class GlyphDrawing {
    private static final double WIDEST = 1.45;
    private static final double INSIDE = 0.97;

    /// How far a full-width glyph reaches below its base line, in ems.
    private static final double BELOW = 0.13;

    private final PdfBytes out;

    public GlyphDrawing(PdfBytes out) {
        this.out = out;
    }

    /// Appends the path of a cluster's glyph with its origin at x, y and `size` to the em; fill
    /// with `f`.
    public void add(Cluster cluster, double x, double y, double size) {
        double scale = size / cluster.face().unitsPerEm();
        add(cluster.face(), cluster.glyph(), new Placing(x, y, scale, scale));
    }

    /// Appends the path of a full-width glyph so that its square fills a cell with the lower left
    /// corner at x, y, as letters of a seal do.
    public void fill(Cluster cluster, double x, double y, double width, double height) {
        double em = cluster.face().unitsPerEm();
        double wide = Math.min(width, height * WIDEST) * INSIDE;
        double tall = Math.min(height, width * WIDEST) * INSIDE;
        double left = x + (width - wide) / 2;
        double base = y + (height - tall) / 2 + BELOW * tall;
        double advance = cluster.advance() / 1000;
        Placing at = new Placing(left, base, wide / advance / em, tall / em);
        add(cluster.face(), cluster.glyph(), at);
    }

    private record Placing(double x, double y, double scaleX, double scaleY) {}

    private void add(Face face, int glyph, Placing at) {
        Glyph outline = face.outline(glyph);
        byte[] data = outline.data();
        if (data.length == 0) {
            return;
        }
        if (outline.components().length == 0) {
            simple(data, at);
            return;
        }
        for (int position : outline.components()) {
            int flags = Glyph.uint16(data, position - 2);
            boolean words = (flags & 1) != 0;
            double dx = words ? (short) Glyph.uint16(data, position + 2) : data[position + 2];
            double dy = words ? (short) Glyph.uint16(data, position + 4) : data[position + 3];
            int after = position + (words ? 6 : 4);
            double sx = (flags & 0x48) != 0 ? f2dot14(data, after) : 1;
            double sy = (flags & 0x40) != 0 ? f2dot14(data, after + 2) : sx;
            Placing part =
                    new Placing(
                            at.x + dx * at.scaleX,
                            at.y + dy * at.scaleY,
                            at.scaleX * sx,
                            at.scaleY * sy);
            add(face, Glyph.uint16(data, position), part);
        }
    }

    private static double f2dot14(byte[] data, int at) {
        return (short) Glyph.uint16(data, at) / 16384.0;
    }

    private void simple(byte[] data, Placing place) {
        int contours = Glyph.uint16(data, 0);
        int points = Glyph.uint16(data, 10 + 2 * (contours - 1)) + 1;
        int at = 10 + 2 * contours + 2;
        byte[] flags = new byte[points];
        for (int i = 0; i < points; i++) {
            flags[i] = data[at++];
            if ((flags[i] & 8) != 0) {
                int more = data[at++] & 0xff;
                for (int k = 0; k < more; k++) {
                    flags[i + 1] = flags[i];
                    i++;
                }
            }
        }
        double[] xs = new double[points];
        at = coordinates(data, at, flags, xs, 2, 16);
        double[] ys = new double[points];
        coordinates(data, at, flags, ys, 4, 32);
        for (int i = 0; i < points; i++) {
            xs[i] = place.x + xs[i] * place.scaleX;
            ys[i] = place.y + ys[i] * place.scaleY;
        }
        int first = 0;
        for (int c = 0; c < contours; c++) {
            int last = Glyph.uint16(data, 10 + 2 * c);
            contour(flags, xs, ys, first, last);
            first = last + 1;
        }
    }

    private static int coordinates(
            byte[] data, int from, byte[] flags, double[] out, int isShort, int same) {
        int at = from;
        int value = 0;
        for (int i = 0; i < out.length; i++) {
            if ((flags[i] & isShort) != 0) {
                int step = data[at++] & 0xff;
                value += (flags[i] & same) != 0 ? step : -step;
            } else if ((flags[i] & same) == 0) {
                value += (short) Glyph.uint16(data, at);
                at += 2;
            }
            out[i] = value;
        }
        return at;
    }

    private void contour(byte[] flags, double[] xs, double[] ys, int first, int last) {
        int count = last - first + 1;
        if (count < 2) {
            return;
        }
        boolean onFirst = (flags[first] & 1) != 0;
        boolean onLast = (flags[last] & 1) != 0;
        double x = onFirst ? xs[first] : onLast ? xs[last] : (xs[first] + xs[last]) / 2;
        double y = onFirst ? ys[first] : onLast ? ys[last] : (ys[first] + ys[last]) / 2;
        double startX = x;
        double startY = y;
        out.num(x).num(y).put("m\n");
        for (int i = onFirst ? 1 : 0; i < count; i++) {
            int p = first + i;
            if ((flags[p] & 1) != 0) {
                x = xs[p];
                y = ys[p];
                out.num(x).num(y).put("l\n");
                continue;
            }
            double endX = startX;
            double endY = startY;
            if (i + 1 < count) {
                boolean on = (flags[p + 1] & 1) != 0;
                endX = on ? xs[p + 1] : (xs[p] + xs[p + 1]) / 2;
                endY = on ? ys[p + 1] : (ys[p] + ys[p + 1]) / 2;
                i += on ? 1 : 0;
            }
            out.num(x + 2 * (xs[p] - x) / 3).num(y + 2 * (ys[p] - y) / 3);
            out.num(endX + 2 * (xs[p] - endX) / 3).num(endY + 2 * (ys[p] - endY) / 3);
            out.num(endX).num(endY).put("c\n");
            x = endX;
            y = endY;
        }
        out.put("h\n");
    }
}
