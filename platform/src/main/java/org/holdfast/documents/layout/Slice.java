// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.util.List;
import org.holdfast.documents.pdf.PageCanvas;

/// A strip of a page that is not broken, with what is drawn again above it when it is the first of
/// a new page.
record Slice(double height, Drawing drawing, List<Slice> again, boolean fresh) {
    /// Draws with the upper left corner at x, y.
    interface Drawing {
        void draw(PageCanvas page, double x, double y);
    }

    static Slice of(double height, Drawing drawing) {
        return new Slice(height, drawing, List.of(), false);
    }

    /// The same on a new page.
    Slice onFreshPage() {
        return new Slice(height, drawing, again, true);
    }

    /// All slices as one that is not broken.
    static Slice joined(List<Slice> slices) {
        double height = 0;
        for (Slice slice : slices) {
            height += slice.height;
        }
        return of(
                height,
                (page, x, y) -> {
                    double at = y;
                    for (Slice slice : slices) {
                        slice.drawing.draw(page, x, at);
                        at += slice.height;
                    }
                });
    }
}
