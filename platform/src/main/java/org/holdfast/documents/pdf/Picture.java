// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.pdf;

/// A vector picture that pages show by name; immutable, made once and shared between papers where
/// it is the same.
public final class Picture {
    private final String box;
    private final byte[] deflated;

    /// @param width of the picture in its own units
    /// @param height of the picture in its own units
    /// @param content drawing operators, origin at the lower left
    public Picture(double width, double height, PdfBytes content) {
        byte[] size = new PdfBytes(32).num(width).num(height).toBytes();
        box = new String(size, java.nio.charset.StandardCharsets.US_ASCII).strip();
        deflated = content.deflated();
    }

    void write(PdfFile file, int number) {
        file.stream(
                number,
                "/Type/XObject/Subtype/Form/BBox[0 0 " + box + "]/Resources<<>>/Filter/FlateDecode",
                deflated);
    }
}
