// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.util.List;
import org.holdfast.documents.pdf.PageCanvas;

/// A strip of a page that is not broken, with what is drawn again above it when it is the first of
/// a new page.
///
/// @param kind what it is to a reader
/// @param takes how many rows stand with it when it would begin a page without any
/// @param fresh begins a new page
record Slice(
        double height, Drawing drawing, List<Slice> again, Kind kind, int takes, boolean fresh) {
    /// What a slice is to a reader: facts, words around them, or room.
    enum Kind {
        ROW,
        WORDS,
        GAP
    }

    /// Draws with the upper left corner at x, y.
    interface Drawing {
        void draw(PageCanvas page, double x, double y);
    }

    static Slice row(double height, Drawing drawing) {
        return new Slice(height, drawing, List.of(), Kind.ROW, 0, false);
    }

    static Slice words(double height, Drawing drawing) {
        return new Slice(height, drawing, List.of(), Kind.WORDS, 0, false);
    }

    static Slice gap(double height) {
        return new Slice(height, (page, x, y) -> {}, List.of(), Kind.GAP, 0, false);
    }

    /// The same on a new page.
    Slice onFreshPage() {
        return new Slice(height, drawing, again, kind, takes, true);
    }

    /// The same under these, on each new page that it begins.
    Slice under(Slice heading) {
        return new Slice(height, drawing, List.of(heading), kind, takes, fresh);
    }

    /// The same as words that take rows along.
    Slice taking(int rows) {
        return new Slice(height, drawing, again, Kind.WORDS, rows, fresh);
    }

    boolean isRow() {
        return kind == Kind.ROW;
    }

    /// All slices as one row that is not broken.
    static Slice joined(List<Slice> slices) {
        return row(
                height(slices),
                (page, x, y) -> {
                    double at = y;
                    for (Slice slice : slices) {
                        slice.drawing.draw(page, x, at);
                        at += slice.height;
                    }
                });
    }

    static double height(List<Slice> slices) {
        double height = 0;
        for (Slice slice : slices) {
            height += slice.height;
        }
        return height;
    }
}
