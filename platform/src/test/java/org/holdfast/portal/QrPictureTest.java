// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class QrPictureTest {
    private static byte[] picture(int width, int height, String format) {
        try {
            BitMatrix code = new QRCodeWriter().encode("HF1:TEST", BarcodeFormat.QR_CODE, 800, 800);
            BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
            Graphics2D pen = image.createGraphics();
            pen.fillRect(0, 0, width, height);
            pen.dispose();
            for (int y = 0; y < code.getHeight(); y++) {
                for (int x = 0; x < code.getWidth(); x++) {
                    if (code.get(x, y)) {
                        image.setRGB(x + 100, y + 100, 0);
                    }
                }
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThat(ImageIO.write(image, format, out)).isTrue();
            return out.toByteArray();
        } catch (IOException | WriterException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void readsAScreenshotAndAPhoto() {
        assertThat(QrPicture.read(picture(1200, 1000, "png"))).contains("HF1:TEST");
        assertThat(QrPicture.read(picture(1200, 1000, "jpeg"))).contains("HF1:TEST");
    }

    @Test
    void readsALargePhotoThinnedOut() {
        assertThat(QrPicture.read(picture(4000, 3000, "jpeg"))).contains("HF1:TEST");
    }

    @Test
    void doesNotOpenAPictureThatWouldFillTheMemory() {
        byte[] small = picture(6300, 6300, "png");
        byte[] photo = picture(6300, 6300, "jpeg");
        var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        assertThat(QrPicture.read(small)).isEmpty();
        assertThat(QrPicture.read(photo)).isEmpty();
        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000_000);
    }

    @Test
    void refusesAPhotoOfManyScans() {
        byte[] photo = picture(1200, 1000, "jpeg");
        byte[] more = java.util.Arrays.copyOf(photo, photo.length + 200);
        for (int i = photo.length; i < more.length; i += 2) {
            more[i] = (byte) 0xff;
            more[i + 1] = (byte) 0xda;
        }
        assertThat(QrPicture.read(more)).isEmpty();
    }
}
