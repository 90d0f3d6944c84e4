// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.text.PDFTextStripper;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.tsp.TimeStampToken;
import org.holdfast.documents.Revisions.Addition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything that may be appended, read back by another library.
final class RevisionsTest {
    private static final Instant LATER = Instant.parse("2031-05-01T03:00:00Z");
    private static final byte[] PAPER = paper("kr.resident-transcript");
    private static final TestStamps STAMPS = new TestStamps(LATER);
    private static final X509Certificate OWN = PaperFixture.KEY.certificate();
    private static final Addition SIGNATURE = new Addition.Signature(PaperFixture.KEY, LATER);
    private static final Addition STAMP = new Addition.TimeStamp(STAMPS);
    private static final Addition EVIDENCE =
            new Addition.Evidence(
                    PaperFixture.KEY.chain(),
                    List.of("an answer".getBytes(StandardCharsets.US_ASCII)),
                    List.of("a list".getBytes(StandardCharsets.US_ASCII)));

    private static byte[] paper(String layout) {
        return PaperFixture.paper(
                        PaperFixture.documents(),
                        PaperFixture.order(layout, PaperFixture.facts(layout)))
                .pdf();
    }

    private static byte[] with(byte[] file, Addition... additions) {
        byte[] suffix = Revisions.append(file, List.of(additions)).orElseThrow();
        byte[] whole = Arrays.copyOf(file, file.length + suffix.length);
        System.arraycopy(suffix, 0, whole, file.length, suffix.length);
        return whole;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kr.resident-transcript",
                "kr.resident-abstract",
                "jp.residence-certificate"
            })
    void appendsASecondSignatureThatCoversEverything(String layout) throws Exception {
        byte[] paper = paper(layout);
        byte[] whole = with(paper, SIGNATURE);
        assertThat(Arrays.copyOf(whole, paper.length)).isEqualTo(paper);
        try (PDDocument document = Loader.loadPDF(whole)) {
            List<PDSignature> signatures = document.getSignatureDictionaries();
            assertThat(signatures).hasSize(2);
            verify(signatures.get(0), whole, paper.length);
            verify(signatures.get(1), whole, whole.length);
            assertThat(signatures.get(1).getSignDate().toInstant()).isEqualTo(LATER);
            assertThat(document.getPage(0).getAnnotations()).hasSize(2);
        }
    }

    private static void verify(PDSignature signature, byte[] whole, int end) throws Exception {
        int[] range = signature.getByteRange();
        assertThat(range[0]).isZero();
        assertThat(range[2] + range[3]).isEqualTo(end);
        byte[] signed = signature.getSignedContent(whole);
        CMSSignedData cms =
                new CMSSignedData(
                        new CMSProcessableByteArray(signed), cms(signature.getContents(whole)));
        SignerInformation signer = cms.getSignerInfos().getSigners().iterator().next();
        assertThat(signer.getSignedAttributes().get(CMSAttributes.messageDigest)).isNotNull();
        assertThat(signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(OWN))).isTrue();
    }

    /// Without the zeros behind it.
    private static ContentInfo cms(byte[] padded) throws IOException {
        try (ASN1InputStream in = new ASN1InputStream(padded)) {
            return ContentInfo.getInstance(in.readObject());
        }
    }

    @Test
    void appendsATimeOverEverything() throws Exception {
        byte[] whole = with(PAPER, STAMP);
        try (PDDocument document = Loader.loadPDF(whole)) {
            PDSignature stamp = document.getSignatureDictionaries().getLast();
            assertThat(stamp.getCOSObject().getNameAsString(COSName.TYPE))
                    .isEqualTo("DocTimeStamp");
            assertThat(stamp.getSubFilter()).isEqualTo("ETSI.RFC3161");
            assertThat(stamp.getByteRange()[2] + stamp.getByteRange()[3]).isEqualTo(whole.length);
            TimeStampToken token =
                    new TimeStampToken(new CMSSignedData(cms(stamp.getContents(whole))));
            token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(STAMPS.certificate()));
            assertThat(token.getTimeStampInfo().getGenTime().toInstant()).isEqualTo(LATER);
            assertThat(token.getTimeStampInfo().getMessageImprintDigest())
                    .isEqualTo(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(stamp.getSignedContent(whole)));
        }
    }

    @Test
    void keepsEvidenceAndAddsToIt() throws IOException {
        byte[] once = with(PAPER, EVIDENCE, STAMP);
        Addition more =
                new Addition.Evidence(
                        List.of(STAMPS.certificate()),
                        List.of(),
                        List.of("another".getBytes(StandardCharsets.US_ASCII)));
        byte[] whole = with(once, more, STAMP);
        try (PDDocument document = Loader.loadPDF(whole)) {
            COSDictionary store =
                    document.getDocumentCatalog()
                            .getCOSObject()
                            .getCOSDictionary(COSName.getPDFName("DSS"));
            assertThat(texts(store, "OCSPs")).containsExactly("an answer");
            assertThat(texts(store, "CRLs")).containsExactly("a list", "another");
            assertThat(store.getCOSArray(COSName.getPDFName("Certs")).size()).isEqualTo(3);
            assertThat(document.getSignatureDictionaries()).hasSize(3);
        }
    }

    private static List<String> texts(COSDictionary store, String name) throws IOException {
        COSArray all = store.getCOSArray(COSName.getPDFName(name));
        String[] texts = new String[all.size()];
        for (int i = 0; i < texts.length; i++) {
            try (var in = ((COSStream) all.getObject(i)).createInputStream()) {
                texts[i] = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            }
        }
        return List.of(texts);
    }

    @Test
    void drawsNothing() throws IOException {
        byte[] whole = with(PAPER, SIGNATURE, EVIDENCE, STAMP, SIGNATURE);
        try (PDDocument before = Loader.loadPDF(PAPER);
                PDDocument after = Loader.loadPDF(whole)) {
            assertThat(new PDFTextStripper().getText(after))
                    .isEqualTo(new PDFTextStripper().getText(before));
            assertThat(after.getNumberOfPages()).isEqualTo(before.getNumberOfPages());
            for (int i = 0; i < after.getNumberOfPages(); i++) {
                assertThat(after.getPage(i).getContents().readAllBytes())
                        .isEqualTo(before.getPage(i).getContents().readAllBytes());
                assertThat(after.getPage(i).getAnnotations())
                        .allMatch(one -> one.getRectangle().getWidth() == 0);
            }
        }
    }

    @Test
    void popplerFindsEverySignatureValidAndTheLastOverAll() throws IOException {
        String said = Poppler.run(with(PAPER, SIGNATURE, EVIDENCE, SIGNATURE), "pdfsig");
        assertThat(said.split("Signature is Valid", -1)).hasSize(4);
        assertThat(said.substring(said.indexOf("Signature #3"))).contains("Total document signed");
    }

    @Test
    void givesNothingWhenThereIsNoTimeToBeSureOf() {
        Addition none = new Addition.TimeStamp(_ -> Optional.empty());
        assertThat(Revisions.append(PAPER, List.of(EVIDENCE, none))).isEmpty();
    }

    @Test
    void appendsToPapersOfBefore() throws IOException {
        Path samples = Path.of(System.getProperty("holdfast.home", "..")).resolve("samples");
        byte[] old = Files.readAllBytes(samples.resolve("genuine-kr.resident-abstract.pdf"));
        byte[] whole = with(old, SIGNATURE);
        assertThat(Poppler.run(whole, "pdfsig").split("Signature is Valid", -1)).hasSize(3);
    }

    @Test
    void refusesWhatIsNotWrittenHere() {
        byte[] other = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> Revisions.append(other, List.of(SIGNATURE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no end");
        byte[] longer = Arrays.copyOf(PAPER, PAPER.length + 1);
        assertThatThrownBy(() -> Revisions.append(longer, List.of(SIGNATURE)))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] cut = Arrays.copyOfRange(PAPER, 100, PAPER.length);
        assertThatThrownBy(() -> Revisions.append(cut, List.of(SIGNATURE)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
