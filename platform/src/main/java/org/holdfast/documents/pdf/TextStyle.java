// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

/// How a line of text is set.
///
/// @param size in points
/// @param extra points after each character
/// @param thick strokes thickened, for faces without a bold
public record TextStyle(double size, double extra, boolean thick) {
    /// Plain text of a size.
    public static TextStyle plain(double size) {
        return new TextStyle(size, 0, false);
    }
}
