// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.Binarizer;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.upokecenter.cbor.CBORObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.holdfast.ledger.CanonicalJson;
import org.junit.jupiter.api.Test;

class PaperSealTest {
    private static final String LAYOUT = "jp.residence-certificate";
    private static final PaperOrder ORDER = PaperFixture.order(LAYOUT, PaperFixture.facts(LAYOUT));
    private static final FinishedPaper PAPER = PaperFixture.paper(PaperFixture.documents(), ORDER);

    /// As an app does that is shown the page: no one look of this reader finds each of these codes
    /// (of 60 pages at 300 dpi it missed 3 by one way, and none by both).
    @Test
    void aScannerReadsTheSealFromThePrintedPage() throws IOException {
        Set<String> read = new LinkedHashSet<>();
        try (PDDocument document = Loader.loadPDF(PAPER.pdf())) {
            for (int dpi : List.of(200, 300)) {
                BufferedImage page = new PDFRenderer(document).renderImageWithDPI(0, dpi);
                int width = page.getWidth();
                int[] pixels = page.getRGB(0, 0, width, page.getHeight(), null, 0, width);
                var source = new RGBLuminanceSource(width, page.getHeight(), pixels);
                look(new HybridBinarizer(source)).ifPresent(read::add);
                look(new GlobalHistogramBinarizer(source)).ifPresent(read::add);
            }
        }
        assertThat(read).containsExactly(PAPER.sealText());
    }

    private static Optional<String> look(Binarizer page) {
        try {
            return Optional.of(
                    new QRCodeReader()
                            .decode(new BinaryBitmap(page), Map.of(DecodeHintType.TRY_HARDER, true))
                            .getText());
        } catch (ReaderException none) {
            return Optional.empty();
        }
    }

    @Test
    void theFileNamesTheSealForReadersThatDoNotScan() throws IOException {
        try (PDDocument document = Loader.loadPDF(PAPER.pdf())) {
            assertThat(document.getDocumentInformation().getCustomMetadataValue("HoldfastSeal"))
                    .isEqualTo(PAPER.sealText());
        }
    }

    @Test
    void theSealIsASignedClaimAboutThisPaperOnly() throws GeneralSecurityException {
        byte[] tagged = decode(PAPER.sealText().substring(4));
        assertThat(tagged[0]).as("tag 18 of RFC 9052").isEqualTo((byte) 0xd2);
        CBORObject sealed = CBORObject.DecodeFromBytes(tagged);
        byte[] header = sealed.get(0).GetByteString();
        byte[] payload = sealed.get(2).GetByteString();
        byte[] toVerify =
                CBORObject.NewArray()
                        .Add("Signature1")
                        .Add(header)
                        .Add(new byte[0])
                        .Add(payload)
                        .EncodeToBytes();
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(PaperFixture.KEY.certificate());
        signature.update(toVerify);
        assertThat(signature.verify(sealed.get(3).GetByteString())).isTrue();
        CBORObject claims = CBORObject.DecodeFromBytes(payload);
        assertThat(claims.get(CBORObject.FromObject(-70002)).AsString())
                .isEqualTo(ORDER.number().text());
        assertThat(claims.get(CBORObject.FromObject(-70005)).AsString()).isEqualTo("佐藤 美咲");
        assertThat(claims.get(CBORObject.FromObject(-70007)).AsBoolean()).isTrue();
        byte[] salt = claims.get(CBORObject.FromObject(-70008)).GetByteString();
        byte[] digest = claims.get(CBORObject.FromObject(-70004)).GetByteString();
        assertThat(digest).isEqualTo(Digests.sha256(salt, CanonicalJson.bytes(ORDER.facts())));
        assertThat(PAPER.factsDigest()).isEqualTo(HexFormat.of().formatHex(digest));
    }

    private static byte[] decode(String text) {
        String alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i += 3) {
            int value = 0;
            int factor = 1;
            int length = Math.min(3, text.length() - i);
            for (int k = 0; k < length; k++) {
                value += factor * alphabet.indexOf(text.charAt(i + k));
                factor *= 45;
            }
            if (length == 3) {
                out.write(value >>> 8);
            }
            out.write(value);
        }
        return out.toByteArray();
    }
}
