// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/// Every attack on a paper that we know, each refused with its own reason.
final class PaperVerifierTest {
    private static final TestOffice OFFICE = new TestOffice("kr-11110");
    private static final byte[] PAPER = OFFICE.paper("kr-11110-AAAA-BBBB-CCCC");

    private final PaperVerifier verifier = new PaperVerifier(InstantSource.fixed(TestOffice.NOW));

    private Reason reason(byte[] pdf) {
        PaperVerdict verdict = verifier.verify(pdf, OFFICE.trust(), Optional.empty());
        assertThat(verdict.texts()).containsOnlyKeys("ko", "ja", "en");
        assertThat(verdict.claims().isPresent()).isEqualTo(verdict.isGenuine());
        return verdict.reason();
    }

    @Test
    void saysGenuineToAPaperOfAnOfficeUnderATrustedRoot() {
        PaperVerdict verdict = verifier.verify(PAPER, OFFICE.trust(), Optional.empty());
        assertThat(verdict.reason()).as("%s", verdict.details()).isEqualTo(Reason.VALID);
        assertThat(verdict.isGenuine()).isTrue();
        assertThat(verdict.claims().orElseThrow().number()).isEqualTo("kr-11110-AAAA-BBBB-CCCC");
        assertThat(verdict.signer().orElseThrow().office()).isEqualTo("kr-11110");
        assertThat(verdict.details()).containsEntry("pages", "2");
    }

    @Test
    void refusesAnyAlteredByte() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] altered = PAPER.clone();
            altered[random.nextInt(altered.length)] ^= (byte) (1 + random.nextInt(255));
            // Only the case of a hex digit or padding behind the CMS may differ without harm.
            PaperVerdict verdict = verifier.verify(altered, OFFICE.trust(), Optional.empty());
            boolean harmless =
                    new String(altered, StandardCharsets.ISO_8859_1)
                            .equalsIgnoreCase(new String(PAPER, StandardCharsets.ISO_8859_1));
            assertThat(verdict.isGenuine() && !harmless).as("round %d", i).isFalse();
        }
    }

    @Test
    void refusesAnAlteredByteOfThePage() {
        byte[] altered = replace(PAPER, "/MediaBox", "/MediaBux");
        assertThat(reason(altered)).isEqualTo(Reason.SIGNATURE_WRONG);
    }

    @Test
    void refusesAnIncrementalUpdateThatShadowsAPage() throws IOException {
        try (PDDocument document = Loader.loadPDF(PAPER)) {
            document.getPage(0).setRotation(90);
            document.getPage(0).getCOSObject().setNeedToBeUpdated(true);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.saveIncremental(out);
            assertThat(reason(out.toByteArray())).isEqualTo(Reason.CHANGED_AFTER_SIGNING);
        }
    }

    @Test
    void refusesBytesBehindTheSignedRange() {
        byte[] longer = Arrays.copyOf(PAPER, PAPER.length + 7);
        Arrays.fill(longer, PAPER.length, longer.length, (byte) ' ');
        assertThat(reason(longer)).isEqualTo(Reason.BYTES_OUTSIDE_SIGNATURE);
    }

    @Test
    void refusesBytesInsideTheHoleOfTheSignedRange() {
        int hole = new String(PAPER, StandardCharsets.ISO_8859_1).indexOf("0000000000>");
        byte[] stuffed = PAPER.clone();
        stuffed[hole + 2] = '(';
        assertThat(reason(stuffed)).isEqualTo(Reason.SIGNATURE_WRAPPED);
    }

    @Test
    void refusesBytesHiddenBehindTheSignatureValue() {
        int hole = new String(PAPER, StandardCharsets.ISO_8859_1).indexOf("0000000000>");
        byte[] stuffed = PAPER.clone();
        stuffed[hole + 2] = '5';
        assertThat(reason(stuffed)).isEqualTo(Reason.SIGNATURE_WRAPPED);
    }

    @Test
    void refusesAWrappedSignatureWhoseRangeLeavesOutMore() {
        String text = new String(PAPER, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("/ByteRange [");
        String[] numbers = text.substring(at + 12, text.indexOf(']', at)).trim().split(" +");
        int after = Integer.parseInt(numbers[2]);
        String old = text.substring(at, text.indexOf(']', at) + 1);
        // The attacker leaves room behind the value and puts an object there.
        String room = "\n9 0 obj <</Fake true>> endobj\n";
        String moved =
                "/ByteRange [0 "
                        + numbers[1]
                        + " "
                        + (after + room.length())
                        + " "
                        + numbers[3]
                        + "]";
        String padded =
                moved.length() <= old.length()
                        ? moved.substring(0, moved.length() - 1)
                                + " ".repeat(old.length() - moved.length())
                                + "]"
                        : moved;
        StringBuilder wrapped = new StringBuilder(text);
        wrapped.replace(at, at + old.length(), padded).insert(after, room);
        assertThat(reason(wrapped.toString().getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(Reason.SIGNATURE_WRAPPED);
    }

    @Test
    void refusesARemovedPage() throws IOException {
        try (PDDocument document = Loader.loadPDF(PAPER)) {
            document.removePage(1);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            PaperVerdict verdict =
                    verifier.verify(out.toByteArray(), OFFICE.trust(), Optional.empty());
            assertThat(verdict.verdict()).isNotEqualTo(Verdict.GENUINE);
        }
        try (PDDocument document = Loader.loadPDF(PAPER)) {
            document.removePage(1);
            document.getPages().getCOSObject().setNeedToBeUpdated(true);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.saveIncremental(out);
            assertThat(reason(out.toByteArray())).isEqualTo(Reason.CHANGED_AFTER_SIGNING);
        }
    }

    @Test
    void refusesASecondSignatureInAFormThatNoOfficeWrites() {
        assertThat(reason(OFFICE.sign(PAPER, true))).isEqualTo(Reason.CHANGED_AFTER_SIGNING);
    }

    @Test
    void refusesASelfMadeRoot() {
        byte[] foreign = new TestOffice("kr-11110").paper("kr-11110-AAAA-BBBB-CCCC");
        assertThat(reason(foreign)).isEqualTo(Reason.ISSUER_NOT_TRUSTED);
    }

    @Test
    void unpacksNothingOfAFileThatNoTrustedKeySigned() {
        byte[] bomb = PackedBomb.signedBy(new TestOffice("kr-11110"));
        var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        assertThat(reason(bomb)).isEqualTo(Reason.ISSUER_NOT_TRUSTED);
        assertThat(memory.getCurrentThreadAllocatedBytes() - before)
                .isLessThan(PackedBomb.UNPACKED_BYTES / 2);
    }

    @Test
    void refusesTheSealOfAnotherKey() {
        String foreign = new TestOffice("kr-11110").seal("kr-11110-AAAA-BBBB-CCCC");
        assertThat(reason(OFFICE.sign(TestOffice.unsigned(1, foreign), true)))
                .isEqualTo(Reason.SEAL_OF_OTHER_OFFICE);
    }

    @Test
    void refusesASealThatNamesAnotherOffice() {
        String seal = OFFICE.seal("jp-131148", "jp-131148-AAAA-BBBB-CCCC", TestOffice.ISSUED);
        assertThat(reason(OFFICE.sign(TestOffice.unsigned(1, seal), true)))
                .isEqualTo(Reason.SEAL_OF_OTHER_OFFICE);
    }

    @Test
    void refusesTheSealOfAnotherPaperPutIntoThisOne() {
        byte[] other = OFFICE.paper("kr-11110-DDDD-EEEE-FFFF");
        String text = new String(PAPER, StandardCharsets.ISO_8859_1);
        String seal = new String(other, StandardCharsets.ISO_8859_1);
        int from = seal.indexOf("HF1:");
        int at = text.indexOf("HF1:");
        int length = text.indexOf(')', at) - at;
        String swapped =
                text.substring(0, at)
                        + seal.substring(from, from + length)
                        + text.substring(at + length);
        PaperVerdict verdict =
                verifier.verify(
                        swapped.getBytes(StandardCharsets.ISO_8859_1),
                        OFFICE.trust(),
                        Optional.empty());
        assertThat(verdict.verdict()).isEqualTo(Verdict.ALTERED);
    }

    @Test
    void refusesASealWhoseSignatureIsWrong() {
        String seal = OFFICE.seal("kr-11110-AAAA-BBBB-CCCC");
        char last = seal.charAt(seal.length() - 1);
        String wrong = seal.substring(0, seal.length() - 1) + (last == '0' ? '1' : '0');
        PaperVerdict verdict =
                verifier.verify(
                        OFFICE.sign(TestOffice.unsigned(1, wrong), true),
                        OFFICE.trust(),
                        Optional.empty());
        assertThat(verdict.reason()).isIn(Reason.SEAL_WRONG, Reason.SEAL_UNREADABLE);
    }

    @Test
    void refusesAPaperWithoutSeal() {
        assertThat(reason(OFFICE.sign(TestOffice.unsigned(1, ""), true)))
                .isEqualTo(Reason.SEAL_MISSING);
    }

    @Test
    void refusesAPaperWithoutSignature() {
        assertThat(reason(TestOffice.unsigned(1, OFFICE.seal("n")))).isEqualTo(Reason.NO_SIGNATURE);
    }

    @Test
    void refusesASignatureThatDoesNotNameItsCertificate() {
        assertThat(reason(OFFICE.sign(TestOffice.unsigned(1, OFFICE.seal("n")), false)))
                .isEqualTo(Reason.SIGNATURE_FORM);
    }

    @Test
    void refusesAKeyThatIsNotForPapers() {
        TestOffice office =
                new TestOffice("kr-11110", KeyUsage.digitalSignature, Duration.ofDays(400));
        PaperVerdict verdict = verifier.verify(office.paper("n"), office.trust(), Optional.empty());
        assertThat(verdict.reason()).isEqualTo(Reason.KEY_NOT_FOR_PAPERS);
    }

    @Test
    void refusesAKeyThatHadExpiredAtTheTimeOfIssue() {
        TestOffice office =
                new TestOffice(
                        "kr-11110",
                        KeyUsage.digitalSignature | KeyUsage.nonRepudiation,
                        Duration.ofDays(50));
        PaperVerdict verdict = verifier.verify(office.paper("n"), office.trust(), Optional.empty());
        assertThat(verdict.reason()).isEqualTo(Reason.KEY_OUT_OF_TIME);
    }

    @Test
    void refusesAPaperFromTheFuture() {
        Instant early = TestOffice.ISSUED.minus(Duration.ofDays(1));
        PaperVerdict verdict =
                new PaperVerifier(InstantSource.fixed(early))
                        .verify(PAPER, OFFICE.trust(), Optional.empty());
        assertThat(verdict.reason()).isEqualTo(Reason.FROM_THE_FUTURE);
    }

    @Test
    void refusesATruncatedFileAtEveryLength() {
        for (int length = 9; length < PAPER.length; length += 997) {
            PaperVerdict verdict =
                    verifier.verify(Arrays.copyOf(PAPER, length), OFFICE.trust(), Optional.empty());
            assertThat(verdict.isGenuine()).as("length %d", length).isFalse();
        }
        assertThat(reason(Arrays.copyOf(PAPER, PAPER.length - 100))).isEqualTo(Reason.TRUNCATED);
        assertThat(reason(Arrays.copyOf(PAPER, 200))).isEqualTo(Reason.TRUNCATED);
    }

    @Test
    void refusesWhatIsNoPaperAtAll() {
        assertThat(reason(new byte[0])).isEqualTo(Reason.EMPTY);
        assertThat(reason("hello".getBytes(StandardCharsets.UTF_8))).isEqualTo(Reason.NOT_A_PDF);
        assertThat(reason(new byte[50 * 1024 * 1024])).isEqualTo(Reason.TOO_LARGE);
        assertThat(reason(new byte[1024 * 1024])).isEqualTo(Reason.NOT_A_PDF);
        byte[] header = Arrays.copyOf("%PDF-1.7\n%%EOF".getBytes(StandardCharsets.UTF_8), 100);
        assertThat(reason(header)).isEqualTo(Reason.NO_SIGNATURE);
    }

    @Test
    void saysSupersededOrWithdrawnOnlyWhenAskedOnline() {
        Instant since = TestOffice.ISSUED.plusSeconds(60);
        assertThat(online(new OnlineStatus.Standing.Superseded(since)))
                .isEqualTo(Reason.RECORD_CHANGED);
        assertThat(online(new OnlineStatus.Standing.Withdrawn(since)))
                .isEqualTo(Reason.PAPER_WITHDRAWN);
        assertThat(online(new OnlineStatus.Standing.Current(since))).isEqualTo(Reason.VALID);
        assertThat(online(new OnlineStatus.Standing.Unknown("no answer"))).isEqualTo(Reason.VALID);
    }

    private Reason online(OnlineStatus.Standing standing) {
        return verifier.verify(PAPER, OFFICE.trust(), Optional.of(claims -> standing)).reason();
    }

    private static byte[] replace(byte[] bytes, String what, String with) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replaceFirst(what, with)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
