// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.text;

/// What one glyph shows.
///
/// @param face the font
/// @param glyph the glyph's number in it
/// @param text the code points shown, exactly as given
/// @param advance in thousandths of the em
public record Cluster(Face face, int glyph, String text, float advance) {
    /// True when the reader needs to be told the text apart from the glyph: variation sequences and
    /// composed marks.
    public boolean needsActualText() {
        return text.codePointCount(0, text.length()) > 1;
    }

    /// True for a space: lines may break here.
    public boolean space() {
        return text.length() == 1 && (text.charAt(0) == ' ' || text.charAt(0) == '\u3000');
    }
}
