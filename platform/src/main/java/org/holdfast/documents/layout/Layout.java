// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.util.List;
import org.holdfast.documents.pdf.PaperFile;
import org.holdfast.documents.text.Shaper;

/// One form, ready to be filled: its fonts are open, its templates read. Immutable.
///
/// @param name `kr.resident-transcript`
/// @param title of the file
/// @param language `ko-KR` or `ja-JP`
/// @param keepWords lines break at blanks only (Korean), else anywhere (Japanese)
/// @param specimen words printed across each page of a demonstration
/// @param sealText what the office's seal shows after the office's name
public record Layout(
        String name,
        String title,
        String language,
        boolean keepWords,
        String specimen,
        String sealText,
        Typefaces faces,
        Frame frame,
        Bands bands) {

    /// Fonts of plain text.
    public Shaper plain() {
        return faces.plain;
    }

    /// Fonts of bold text.
    public Shaper bold() {
        return faces.bold;
    }

    /// Fonts.
    record Typefaces(Shaper plain, Shaper bold, boolean thicken) {}

    /// Margins and seal place in points.
    record Frame(double left, double right, double top, double bottom, double footer, double qr) {
        private static final double HEAD = 40;

        /// Height that is surely left between head and foot.
        double room() {
            return PaperFile.HEIGHT - top - bottom - footer - HEAD;
        }
    }

    /// What stands on every page's head and foot, and between.
    record Bands(List<Block> head, List<Block> body, List<Block> foot) {}
}
