// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.List;
import java.util.Map;
import org.holdfast.documents.LayoutFault;
import org.holdfast.documents.pdf.GlyphDrawing;
import org.holdfast.documents.pdf.PaperFile;
import org.holdfast.documents.pdf.PdfBytes;
import org.holdfast.documents.pdf.Picture;
import org.holdfast.documents.text.Cluster;
import org.holdfast.documents.text.Shaper;
import org.holdfast.documents.text.Shaping;

/// Draws the QR code, an office's seal and what crosses a specimen, all as vectors. Stateless.
public final class Pictures {
    /// Any of the eight masks is lawful (ISO/IEC 18004 §7.8); the content is close to random, so
    /// that trying all of them gains nothing and costs most of the time.
    private static final Map<EncodeHintType, Object> HINTS =
            Map.of(EncodeHintType.QR_MASK_PATTERN, 3);

    /// Side of what is written inside a seal's rim.
    private static final double SEAL = 84;

    private static final String RED = "0.78 0.08 0.10 ";

    private Pictures() {}

    /// The modules of a text in alphanumeric mode, error correction M.
    public static ByteMatrix qr(String text) {
        try {
            return Encoder.encode(text, ErrorCorrectionLevel.M, HINTS).getMatrix();
        } catch (WriterException e) {
            throw new LayoutFault("seal of " + text.length() + " characters fits no QR code", e);
        }
    }

    /// A QR code, one unit a module: one rectangle for each run of dark modules in a row.
    public static Picture draw(ByteMatrix modules) {
        int side = modules.getWidth();
        PdfBytes out = new PdfBytes(16384).put("0 g\n");
        byte[][] rows = modules.getArray();
        for (int row = 0; row < side; row++) {
            int x = 0;
            while (x < side) {
                int end = x;
                while (end < side && rows[row][end] == 1) {
                    end++;
                }
                if (end > x) {
                    out.num(x).num(side - 1 - row).num(end - x).put("1 re\n");
                }
                x = end + 1;
            }
        }
        return new Picture(side, side, out.put("f\n"));
    }

    /// A square red seal with these words in lines of the same height, each as long as the square
    /// is wide: rows from the left, or columns from the right.
    static Picture office(String words, Layout layout) {
        List<Cluster> glyphs = glyphs(words, layout.faces().bold(), layout);
        boolean across = layout.seal().across();
        int lines = lines(glyphs.size());
        PdfBytes out = new PdfBytes(8192).put(RED).put("rg ").put(RED).put("RG\n");
        out.num(3.2).put("w ").num(2).num(2).num(96).num(96).put("re S\n");
        out.num(0.9).put("w ").num(6).num(6).num(88).num(88).put("re S\n");
        GlyphDrawing drawing = new GlyphDrawing(out);
        double thick = SEAL / lines * (layout.faces().thicken() ? 0.05 : 0.015);
        out.num(thick).put("w\n");
        int at = 0;
        for (int line = 0; line < lines; line++) {
            int count = glyphs.size() / lines + (line < glyphs.size() % lines ? 1 : 0);
            double along = SEAL / count;
            double beside = SEAL / lines;
            for (int i = 0; i < count; i++) {
                double x = 50 - SEAL / 2 + (across ? i * along : (lines - 1 - line) * beside);
                double y = 50 + SEAL / 2 - (across ? (line + 1) * beside : (i + 1) * along);
                double wide = across ? along : beside;
                double tall = across ? beside : along;
                drawing.fill(glyphs.get(at++), x, y, wide, tall);
            }
        }
        return new Picture(100, 100, out.put("B\n"));
    }

    /// Of how many lines the most even square is: first no line shorter than another, then cells
    /// close to squares.
    private static int lines(int count) {
        int best = 1;
        double least = Double.MAX_VALUE;
        for (int lines = 1; lines <= count; lines++) {
            int longest = (count + lines - 1) / lines;
            double shape = Math.abs(Math.log((double) longest / lines));
            double uneven = count % lines == 0 ? 0 : 0.3;
            if (shape + uneven < least) {
                least = shape + uneven;
                best = lines;
            }
        }
        return best;
    }

    /// Words across a whole page, upwards from the lower left.
    static Picture specimen(Layout layout) {
        List<Cluster> glyphs = glyphs(layout.specimen(), layout.faces().bold(), layout);
        PdfBytes out = new PdfBytes(16384).put(RED).put("rg\n");
        GlyphDrawing drawing = new GlyphDrawing(out);
        double size = 84;
        double width = 0;
        for (Cluster glyph : glyphs) {
            width += glyph.advance() * size / 1000;
        }
        out.num(0.574).num(0.819).num(-0.819).num(0.574);
        out.num(PaperFile.WIDTH / 2 + 24).num(PaperFile.HEIGHT / 2 - 16).put("cm\n");
        double x = -width / 2;
        for (Cluster glyph : glyphs) {
            drawing.add(glyph, x, 0, size);
            x += glyph.advance() * size / 1000;
        }
        return new Picture(PaperFile.WIDTH, PaperFile.HEIGHT, out.put("f\n"));
    }

    private static List<Cluster> glyphs(String words, Shaper shaper, Layout layout) {
        return switch (shaper.shape(words)) {
            case Shaping.Shaped shaped -> shaped.clusters();
            case Shaping.Unprintable unprintable ->
                    throw new LayoutFault(
                            layout.name() + ": words of a seal, " + unprintable.reason());
        };
    }
}
