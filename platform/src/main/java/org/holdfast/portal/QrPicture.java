// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// Reads the QR code in a photo. Looks at the size that the picture states before it opens it.
final class QrPicture {
    /// The longest single camera picture.
    static final int MOST_BYTES = 8 * 1024 * 1024;

    private static final long MOST_PIXELS = 40_000_000;

    private QrPicture() {}

    /// Whether bytes begin as a PNG or a JPEG does.
    static boolean isPicture(byte[] bytes) {
        return bytes.length > 8
                && ((bytes[0] == (byte) 0x89 && bytes[1] == 'P')
                        || (bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xd8));
    }

    /// The text of the QR code; empty when there is none to be read.
    static Optional<String> read(byte[] bytes) {
        if (!isPicture(bytes)) {
            return Optional.empty();
        }
        try {
            return picture(bytes).flatMap(QrPicture::decode);
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<BufferedImage> picture(byte[] bytes) throws IOException {
        try (ImageInputStream in =
                ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return Optional.empty();
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS) {
                    return Optional.empty();
                }
                return Optional.of(reader.read(0));
            } finally {
                reader.dispose();
            }
        }
    }

    private static Optional<String> decode(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        var source = new RGBLuminanceSource(width, height, pixels);
        try {
            return Optional.of(
                    new QRCodeReader()
                            .decode(
                                    new BinaryBitmap(new HybridBinarizer(source)),
                                    Map.of(DecodeHintType.TRY_HARDER, true))
                            .getText());
        } catch (ReaderException none) {
            return Optional.empty();
        }
    }
}
