// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/// A QR code (ISO/IEC 18004) to be drawn in the page: no picture has an address, and nothing of it
/// is kept.
///
/// @param size modules along a side, with the quiet zone
/// @param path the dark modules as the path of an SVG
record QrDrawing(int size, String path) {
    private static final Map<EncodeHintType, Object> HINTS =
            Map.of(
                    EncodeHintType.MARGIN,
                    4,
                    EncodeHintType.ERROR_CORRECTION,
                    ErrorCorrectionLevel.M);

    static QrDrawing of(String text) {
        try {
            BitMatrix code = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 1, 1, HINTS);
            StringBuilder path = new StringBuilder();
            for (int y = 0; y < code.getHeight(); y++) {
                for (int x = 0; x < code.getWidth(); x++) {
                    if (code.get(x, y)) {
                        path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
                    }
                }
            }
            return new QrDrawing(code.getWidth(), path.toString());
        } catch (WriterException bug) {
            throw new IllegalStateException("a short text has a QR code", bug);
        }
    }
}
