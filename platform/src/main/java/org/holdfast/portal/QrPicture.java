// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.multi.qrcode.QRCodeMultiReader;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// Reads the QR code in a photo. Looks at the size that the picture states before it opens it: at
/// most [#MOST_PIXELS] are ever held, and a larger photo (JPEG) is thinned out while it is read.
final class QrPicture {
    /// The longest single camera picture.
    static final int MOST_BYTES = 8 * 1024 * 1024;

    private static final long MOST_PIXELS = 8_000_000;

    /// The largest photo read at all: every second pixel of every second line of it.
    private static final long MOST_PHOTO_PIXELS = 4 * MOST_PIXELS;

    /// A progressive photo has about ten scans; each costs a walk over the whole picture.
    private static final int MOST_SCANS = 32;

    private static final Map<DecodeHintType, Object> HARDER =
            Map.of(DecodeHintType.TRY_HARDER, true);

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
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                boolean photo = bytes[1] != 'P' && scans(bytes) <= MOST_SCANS;
                if (pixels <= MOST_PIXELS && (photo || bytes[1] == 'P')) {
                    return Optional.of(reader.read(0));
                }
                return photo && pixels <= MOST_PHOTO_PIXELS
                        ? Optional.of(reader.read(0, thinned(reader)))
                        : Optional.empty();
            } finally {
                reader.dispose();
            }
        }
    }

    private static ImageReadParam thinned(ImageReader reader) {
        ImageReadParam how = reader.getDefaultReadParam();
        how.setSourceSubsampling(2, 2, 0, 0);
        return how;
    }

    /// How many scans a JPEG begins (ITU-T T.81 §B.2.3); bytes inside a thumbnail count too.
    private static int scans(byte[] bytes) {
        int count = 0;
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] == (byte) 0xff && bytes[i + 1] == (byte) 0xda) {
                count++;
            }
        }
        return count;
    }

    /// In several ways, one after the other: each of them alone misses some seals in twenty at one
    /// resolution or another, and what one misses the others read.
    private static Optional<String> decode(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        var source = new RGBLuminanceSource(width, height, pixels);
        return decode(new BinaryBitmap(new HybridBinarizer(source)))
                .or(() -> decode(new BinaryBitmap(new GlobalHistogramBinarizer(source))))
                .or(() -> multi(new BinaryBitmap(new HybridBinarizer(source))));
    }

    private static Optional<String> decode(BinaryBitmap bitmap) {
        try {
            return Optional.of(new QRCodeReader().decode(bitmap, HARDER).getText());
        } catch (ReaderException none) {
            return Optional.empty();
        }
    }

    /// Looks at every triple of finder patterns and not at the likeliest alone.
    private static Optional<String> multi(BinaryBitmap bitmap) {
        try {
            return Optional.of(new QRCodeMultiReader().decodeMultiple(bitmap, HARDER)[0].getText());
        } catch (ReaderException none) {
            return Optional.empty();
        }
    }
}
