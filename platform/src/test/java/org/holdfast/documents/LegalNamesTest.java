// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.holdfast.documents.UnprintableName.Reason;
import org.holdfast.documents.text.Fonts;
import org.holdfast.documents.text.Shaper;
import org.holdfast.documents.text.Shaping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class LegalNamesTest {
    private static final Documents DOCUMENTS = PaperFixture.documents();
    private static final Shaper JAPANESE =
            new Fonts(PaperFixture.PACKS.resolve("fonts"))
                    .shaper(List.of("IPAmjMincho", "HanaMinA", "HanaMinB"));
    private static final String SECOND_VARIATION = "\uDB40\uDD10";

    private static Documents.Made japanese(String name) {
        ObjectNode facts = PaperFixture.facts("jp.residence-certificate");
        facts.put("head", name);
        return DOCUMENTS.make(PaperFixture.order("jp.residence-certificate", facts));
    }

    private static UnprintableName refused(String name) {
        return (UnprintableName) japanese(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "渡\u9089\uDB40\uDD10 健",
                "\u8FBB\uDB40\uDD02 太郎",
                "\uD842\uDFB7野 屋",
                "\uD867\uDE3D本",
                "齋藤 髙",
                "か\u3099"
            })
    void aRareNameIsExtractedExactly(String name) throws IOException {
        FinishedPaper paper = (FinishedPaper) japanese(name);
        assertThat(Poppler.run(paper.pdf(), "pdftotext", "-layout")).contains(name);
    }

    @Test
    void aVariationHasItsOwnGlyph() {
        int base = glyph("\u9089");
        int variation = glyph("\u9089" + SECOND_VARIATION);
        assertThat(base).isEqualTo(27208);
        assertThat(variation).isEqualTo(60580);
    }

    private static int glyph(String text) {
        Shaping.Shaped shaped = (Shaping.Shaped) JAPANESE.shape(text);
        assertThat(shaped.clusters()).hasSize(1);
        return shaped.clusters().getFirst().glyph();
    }

    @Test
    void koreanHanjaOfExtensionBArePrinted() throws IOException {
        ObjectNode facts = PaperFixture.facts("kr.resident-transcript");
        ((ObjectNode) facts.required("head")).put("hanja", "李\uD842\uDFB7允");
        FinishedPaper paper =
                PaperFixture.paper(DOCUMENTS, PaperFixture.order("kr.resident-transcript", facts));
        assertThat(Poppler.run(paper.pdf(), "pdftotext")).contains("李\uD842\uDFB7允");
    }

    @Test
    void refusesAVariationThatTheFontLacks() {
        UnprintableName refused = refused("渡\u9089\uDB40\uDDEF");
        assertThat(refused.reason()).isEqualTo(Reason.MISSING_VARIATION);
        assertThat(refused.notation()).isEqualTo("U+9089 U+E01EF");
        assertThat(refused.field()).isEqualTo("head");
    }

    @Test
    void refusesACharacterThatNoFontHas() {
        assertThat(refused("\uD880\uDC00").reason()).isEqualTo(Reason.MISSING_GLYPH);
    }

    @Test
    void refusesOldHangulAndDrawsModernJamo() {
        assertThat(refused("\u1112\u119E\u11AB").reason()).isEqualTo(Reason.OLD_HANGUL);
        assertThat(refused("\u1112").reason()).isEqualTo(Reason.OLD_HANGUL);
        assertThat(japanese("\u1112\u1161\u11AB")).isInstanceOf(FinishedPaper.class);
    }

    @Test
    void refusesPrivateUse() {
        assertThat(refused("\uE000").reason()).isEqualTo(Reason.PRIVATE_USE);
        assertThat(refused("\uDB80\uDC00").reason()).isEqualTo(Reason.PRIVATE_USE);
    }

    @Test
    void refusesMarksThatMakeNoCharacter() {
        assertThat(refused("漢\u3099").reason()).isEqualTo(Reason.COMBINING_MARK);
        assertThat(refused("\u0301a").reason()).isEqualTo(Reason.COMBINING_MARK);
        assertThat(refused("a\u0301\u0323\u0330").reason()).isEqualTo(Reason.COMBINING_MARK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\u202Eb", "a\u200Bb", "\uD800", "\uFFFE", "a\nb"})
    void refusesWhatIsNoText(String name) {
        assertThat(refused(name).reason()).isEqualTo(Reason.NOT_TEXT);
    }

    @Test
    void aSelectorAloneIsNoName() {
        assertThat(refused(SECOND_VARIATION).reason()).isEqualTo(Reason.MISSING_VARIATION);
    }
}
