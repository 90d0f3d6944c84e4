// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.documents.LayoutFault;
import org.holdfast.documents.layout.Block.Align;
import org.holdfast.documents.layout.Block.Look;
import org.holdfast.documents.pdf.PageCanvas;
import org.holdfast.documents.pdf.TextStyle;
import org.holdfast.documents.text.Cluster;
import org.holdfast.documents.text.Shaper;
import org.holdfast.documents.text.Shaping;

/// A text broken into lines for a width. Korean breaks at blanks, Japanese anywhere except before
/// closing marks; a word wider than the line breaks anywhere.
final class Paragraph {
    private static final String NEVER_FIRST = "、。，．）」』】・ー々)],.";

    /// From the top of a character's square to its base line, in ems.
    private static final double RISE = 0.88;

    private final List<List<Cluster>> lines = new ArrayList<>();
    private final Look look;
    private final double width;
    private final boolean thick;

    private Paragraph(Look look, double width, boolean thick) {
        this.look = look;
        this.width = width;
        this.thick = thick;
    }

    static Paragraph of(String text, Look look, double width, Layout layout) {
        Layout.Typefaces faces = layout.faces();
        Paragraph paragraph = new Paragraph(look, width, look.bold() && faces.thicken());
        Shaper shaper = look.bold() ? faces.bold() : faces.plain();
        int from = 0;
        while (from <= text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            switch (shaper.shape(text.substring(from, end))) {
                case Shaping.Shaped shaped ->
                        paragraph.breakUp(shaped.clusters(), layout.keepWords());
                case Shaping.Unprintable unprintable ->
                        throw new LayoutFault(
                                layout.name()
                                        + ": the form's own words cannot be drawn, "
                                        + unprintable.reason());
            }
            from = end + 1;
        }
        return paragraph;
    }

    double height() {
        return lines.size() * look.size() * look.leading();
    }

    /// Width of the longest line.
    double longestLine() {
        return lines.stream().mapToDouble(this::width).max().orElse(0);
    }

    void draw(PageCanvas page, double x, double y) {
        double step = look.size() * look.leading();
        double base = y + (step - look.size()) / 2 + RISE * look.size();
        page.fillColour(look.colour());
        if (thick) {
            page.lineColour(look.colour());
        }
        for (List<Cluster> line : lines) {
            if (!line.isEmpty()) {
                drawLine(page, line, x, base);
            }
            base += step;
        }
    }

    private void drawLine(PageCanvas page, List<Cluster> line, double x, double base) {
        double free = width - width(line);
        double extra = 0;
        double start =
                switch (look.align()) {
                    case LEFT -> x;
                    case CENTRE -> x + free / 2;
                    case RIGHT -> x + free;
                    case SPREAD -> {
                        extra = line.size() > 1 ? Math.max(0, free / (line.size() - 1)) : 0;
                        yield line.size() > 1 ? x : x + free / 2;
                    }
                };
        page.text(line, start, base, new TextStyle(look.size(), extra, thick));
    }

    private void breakUp(List<Cluster> text, boolean keepWords) {
        int start = 0;
        double used = 0;
        int lastBlank = -1;
        for (int i = 0; i < text.size(); i++) {
            double advance = width(text.get(i));
            if (text.get(i).space()) {
                lastBlank = i;
            }
            if (used + advance > width + 0.01 && i > start && !text.get(i).space()) {
                int end = keepWords && lastBlank > start ? lastBlank : i;
                while (!keepWords && end > start + 1 && neverFirst(text.get(end))) {
                    end--;
                }
                lines.add(trimmed(text.subList(start, end)));
                start = end < text.size() && text.get(end).space() ? end + 1 : end;
                used = 0;
                for (Cluster kept : text.subList(start, i)) {
                    used += width(kept);
                }
            }
            used += advance;
        }
        lines.add(trimmed(text.subList(start, text.size())));
    }

    private static boolean neverFirst(Cluster cluster) {
        return NEVER_FIRST.contains(cluster.text());
    }

    private static List<Cluster> trimmed(List<Cluster> line) {
        int end = line.size();
        while (end > 0 && line.get(end - 1).space()) {
            end--;
        }
        return line.subList(0, end);
    }

    private double width(Cluster cluster) {
        return cluster.advance() * look.size() / 1000;
    }

    private double width(List<Cluster> line) {
        double sum = 0;
        for (Cluster cluster : line) {
            sum += width(cluster);
        }
        return sum;
    }

    /// The same look with other alignment, for headings of columns.
    static Look centred(Look look) {
        return new Look(
                look.size(), Align.CENTRE, look.bold(), true, look.colour(), look.leading());
    }
}
