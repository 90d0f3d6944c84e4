// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.layout;

import java.util.List;
import org.holdfast.documents.text.Shaper;

/// One form, ready to be filled: its fonts are open, its templates read. Immutable.
///
/// @param name `kr.resident-transcript`
/// @param title of the file
/// @param language `ko-KR` or `ja-JP`
/// @param keepWords lines break at blanks only (Korean), else anywhere (Japanese)
/// @param specimen words printed across each page of a demonstration
/// @param seal words of the office's seal
public record Layout(
        String name,
        String title,
        String language,
        boolean keepWords,
        String specimen,
        SealText seal,
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
    record Frame(double left, double right, double top, double bottom, double footer, double qr) {}

    /// What stands on every page's head and foot, between them, and above that on every page but
    /// the first: whose paper it is.
    record Bands(List<Block> head, List<Block> next, List<Block> body, List<Block> foot) {}

    /// What the office's seal shows after the office's name, and whether it is written in rows from
    /// the left (행정업무의 운영 및 혁신에 관한 규정 시행규칙 제28조) or in columns from the right.
    record SealText(String words, boolean across) {}
}
