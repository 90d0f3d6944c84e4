// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.holdfast.documents.Revisions;
import org.holdfast.documents.Revisions.Addition;
import org.holdfast.documents.TestStamps;
import org.holdfast.offices.OfficeCode;
import org.holdfast.verifier.PaperVerdict;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.Reason;
import org.holdfast.verifier.TrustList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Papers with something behind them, before the verifier: what an office appends is believed, and
/// nothing else, whoever stamped it.
final class AppendedPaperTest {
    private static final String LAYOUT = "kr.resident-transcript";
    private static final Instant LATER = Instant.parse("2031-05-01T03:00:00Z");
    private static final TestSeals SEALS = new TestSeals();
    private static final TrustList TRUST = TrustList.ofRoots(List.of(SEALS.root));
    private static final byte[] PAPER = SamplePapers.paper(SEALS, LAYOUT).pdf();
    private static final Revisions.Stamps STAMPS = stamps(SEALS);
    private static final Addition STAMP = new Addition.TimeStamp(STAMPS);
    private static final Addition SIGNATURE =
            new Addition.Signature(SEALS.of(new OfficeCode("kr-11110")), LATER);
    private static final Addition EVIDENCE =
            new Addition.Evidence(
                    List.of(SEALS.root),
                    List.of(new byte[] {1, 2, 3}),
                    List.of("\nendobj\nxref\n".getBytes(StandardCharsets.US_ASCII)));
    private static final PaperVerifier VERIFIER = new PaperVerifier(InstantSource.fixed(LATER));

    private static Revisions.Stamps stamps(TestSeals under) {
        KeyPair key = TestSeals.keys();
        return new TestStamps(key, under.certifyStamps(key.getPublic()), LATER);
    }

    private static byte[] with(byte[] file, Addition... additions) {
        return joined(file, Revisions.append(file, List.of(additions)).orElseThrow());
    }

    private static byte[] joined(byte[] file, byte[] suffix) {
        byte[] whole = Arrays.copyOf(file, file.length + suffix.length);
        System.arraycopy(suffix, 0, whole, file.length, suffix.length);
        return whole;
    }

    private static PaperVerdict judge(byte[] file) {
        return VERIFIER.verify(file, TRUST, Optional.empty());
    }

    @Test
    void believesWhatAnOfficeAppends() {
        for (List<Addition> additions :
                List.of(
                        List.of(SIGNATURE),
                        List.of(STAMP),
                        List.of(EVIDENCE, STAMP),
                        List.of(SIGNATURE, EVIDENCE, STAMP),
                        List.of(EVIDENCE, STAMP, EVIDENCE, STAMP, SIGNATURE))) {
            byte[] whole = with(PAPER, additions.toArray(new Addition[0]));
            PaperVerdict verdict = judge(whole);
            assertThat(verdict.reason()).as("%s", verdict.details()).isEqualTo(Reason.VALID);
            assertThat(verdict.claims()).isEqualTo(judge(PAPER).claims());
            assertThat(verdict.details()).containsEntry("appended", "" + additions.size());
            assertThat(PaperVerifier.issued(whole)).isEqualTo(PAPER);
        }
        assertThat(judge(with(PAPER, STAMP)).details())
                .containsEntry("stampedAt", LATER.toString());
    }

    @Test
    void refusesEvidenceUnderNoSignature() {
        assertThat(judge(with(PAPER, EVIDENCE)).reason()).isEqualTo(Reason.CHANGED_AFTER_SIGNING);
        assertThat(judge(with(PAPER, STAMP, EVIDENCE)).reason())
                .isEqualTo(Reason.CHANGED_AFTER_SIGNING);
    }

    @Test
    void refusesASignatureOrAStampOfSomebodyElse() {
        TestSeals others = new TestSeals();
        Addition signature = new Addition.Signature(others.of(new OfficeCode("kr-11110")), LATER);
        assertThat(judge(with(PAPER, signature)).reason()).isEqualTo(Reason.ISSUER_NOT_TRUSTED);
        assertThat(judge(with(PAPER, new Addition.TimeStamp(stamps(others)))).reason())
                .isEqualTo(Reason.ISSUER_NOT_TRUSTED);
    }

    @Test
    void refusesAStampFromTheFuture() {
        PaperVerifier early = new PaperVerifier(InstantSource.fixed(SamplePapers.ISSUED));
        assertThat(early.verify(with(PAPER, STAMP), TRUST, Optional.empty()).reason())
                .isEqualTo(Reason.FROM_THE_FUTURE);
    }

    @Test
    void refusesWhatWasAppendedToAnotherPaper() {
        byte[] other = SamplePapers.paper(SEALS, LAYOUT).pdf();
        byte[] suffix = Revisions.append(other, List.of(EVIDENCE, STAMP)).orElseThrow();
        assertThat(judge(joined(PAPER, suffix)).isGenuine()).isFalse();
    }

    @Test
    void refusesASuffixThatEndsTooEarlyOrTooLate() {
        byte[] whole = with(PAPER, SIGNATURE, EVIDENCE, STAMP);
        for (int length = PAPER.length + 1; length < whole.length; length += 13) {
            int cut = length;
            Reason reason = judge(Arrays.copyOf(whole, cut)).reason();
            // Where the first revision ends, the file is what it was then.
            boolean earlier = cut == PAPER.length + firstLength();
            assertThat(reason == Reason.VALID && !earlier).as("cut at %d", cut).isFalse();
        }
        assertThat(judge(Arrays.copyOf(whole, whole.length - 1)).isGenuine()).isFalse();
        assertThat(judge(Arrays.copyOf(whole, whole.length + 1)).isGenuine()).isFalse();
        byte[] twoEnds = joined(whole, "%%EOF\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(judge(twoEnds).isGenuine()).isFalse();
    }

    private static int firstLength() {
        return Revisions.append(PAPER, List.of(SIGNATURE)).orElseThrow().length;
    }

    @Test
    void refusesAnyAlteredByteOfTheSuffix() {
        byte[] whole = with(PAPER, EVIDENCE, STAMP);
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        int hole = text.lastIndexOf("/Contents<") + 10;
        int behind = text.indexOf('>', hole);
        for (int i = PAPER.length; i < whole.length; i++) {
            boolean value = i >= hole && i < behind;
            if (value && i % 11 != 0) {
                continue;
            }
            byte[] altered = whole.clone();
            altered[i] ^= (byte) (1 << i % 7);
            PaperVerdict verdict = judge(altered);
            if (value && verdict.isGenuine()) {
                // Not all of a CMS is signed; what the paper says is the same.
                assertThat(verdict.claims()).isEqualTo(judge(whole).claims());
            } else {
                assertThat(verdict.isGenuine()).as("byte %d", i - PAPER.length).isFalse();
            }
        }
    }

    @Test
    void believesWhatTheForgerMakesWhenItForgesNothing() {
        PaperVerdict verdict = judge(forged(text -> text));
        assertThat(verdict.reason()).as("%s", verdict.details()).isEqualTo(Reason.VALID);
    }

    /// Everybody gets a stamp over anything, so each of these is stamped by the office itself.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a field that is seen | /Rect[0 0 0 0] | /Rect[0 0 400 400]",
                "a field that draws | /F 132/Rect | /F 132/AP<</N 7 0 R>>/Rect",
                "other pages | /Pages 2 0 R | /Pages 9 0 R",
                "an action | /Type/Catalog | /Type/Catalog/OpenAction<</S/JavaScript/JS(x)>>",
                "another page's content | /Contents | /Contents 9 0 R/Old",
                "other fonts | /Resources 3 0 R | /Resources 9 0 R",
                "a turned page | /Type/Page/ | /Type/Page/Rotate 180/",
                "another field | /SigFlags 3 | /NeedAppearances true/SigFlags 3",
                "a field less | /Annots[4 0 R | /Annots[1 0 R",
                "a comment | endobj | endobj %",
                "the seal anew | /T(time2) | /T(seal)",
                "white space | <</Type/Catalog | <<  /Type/Catalog"
            })
    void refusesWhatIsNotInTheForm(String what, String old, String with) {
        byte[] file =
                forged(text -> {
                    assertThat(text).as(what).contains(old);
                    return text.replaceFirst(
                            java.util.regex.Pattern.quote(old),
                            java.util.regex.Matcher.quoteReplacement(with));
                });
        assertThat(judge(file).reason()).as(what).isEqualTo(Reason.CHANGED_AFTER_SIGNING);
    }

    @Test
    void refusesAnObjectMoreAndAnObjectOfBeforeWrittenAgain() {
        for (String more :
                List.of(
                        "2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n",
                        "6 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n",
                        "900 0 obj\n<</Type/Page>>\nendobj\n")) {
            assertThat(judge(forged(text -> text + more)).reason())
                    .isEqualTo(Reason.CHANGED_AFTER_SIGNING);
            assertThat(judge(forged(text -> more + text)).reason())
                    .isEqualTo(Reason.CHANGED_AFTER_SIGNING);
        }
    }

    @Test
    void refusesATableThatLeadsElsewhere() {
        byte[] file =
                Forger.stamped(
                        PAPER,
                        STAMPS,
                        text -> text,
                        table -> {
                            int line = table.indexOf(" 00000 n");
                            return table.substring(0, line - 1) + "0" + table.substring(line);
                        });
        assertThat(judge(file).reason()).isEqualTo(Reason.CHANGED_AFTER_SIGNING);
        byte[] free =
                Forger.stamped(
                        PAPER,
                        STAMPS,
                        text -> text,
                        table -> table.replace("/Prev ", "/Prev 0 /Was "));
        assertThat(judge(free).reason()).isEqualTo(Reason.CHANGED_AFTER_SIGNING);
    }

    private static byte[] forged(UnaryOperator<String> objects) {
        return Forger.stamped(PAPER, STAMPS, objects, table -> table);
    }
}
