// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import java.io.IOException;
import org.apache.fontbox.cmap.CMap;
import org.apache.fontbox.cmap.CMapParser;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/// Which text each code of one font stands for, from its ToUnicode map alone (ISO 32000-1 §9.10.3).
/// The outlines are not opened.
final class FontTexts {
    private final CMap map;
    private final int codeBytes;

    private FontTexts(CMap map, int codeBytes) {
        this.map = map;
        this.codeBytes = codeBytes;
    }

    static FontTexts of(COSDictionary font, int page) throws GuardStop, IOException {
        COSStream unicode = font.getCOSStream(COSName.TO_UNICODE);
        if (unicode == null) {
            throw new GuardStop(GuardReason.UNREADABLE, page, "font without ToUnicode");
        }
        boolean wide = COSName.TYPE0.equals(font.getCOSName(COSName.SUBTYPE));
        if (wide && !COSName.IDENTITY_H.equals(font.getCOSName(COSName.ENCODING))) {
            throw new GuardStop(GuardReason.UNREADABLE, page, "font not in Identity-H");
        }
        byte[] source;
        try (var in = unicode.createInputStream()) {
            source = in.readAllBytes();
        }
        return new FontTexts(
                new CMapParser().parse(new RandomAccessReadBuffer(source)), wide ? 2 : 1);
    }

    void append(byte[] codes, StringBuilder out, int page) throws GuardStop {
        if (codes.length % codeBytes != 0) {
            throw new GuardStop(GuardReason.UNREADABLE, page, "half a character");
        }
        byte[] code = new byte[codeBytes];
        for (int i = 0; i < codes.length; i += codeBytes) {
            System.arraycopy(codes, i, code, 0, codeBytes);
            String text = map.toUnicode(code);
            if (text == null) {
                throw new GuardStop(GuardReason.UNREADABLE, page, "glyph without text");
            }
            out.append(text);
        }
    }
}
