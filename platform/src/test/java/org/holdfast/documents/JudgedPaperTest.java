// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.holdfast.ledger.CanonicalJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class JudgedPaperTest {
    private static final Documents DOCUMENTS = PaperFixture.documents();

    private static FinishedPaper paper(String layout) {
        return PaperFixture.paper(
                DOCUMENTS, PaperFixture.order(layout, PaperFixture.facts(layout)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kr.resident-transcript",
                "kr.resident-abstract",
                "jp.residence-certificate"
            })
    void signatureCoversTheWholeFileAndIsValid(String layout) throws IOException {
        String verdict = Poppler.run(paper(layout).pdf(), "pdfsig");
        assertThat(verdict)
                .contains("Signature is Valid")
                .contains("Total document signed")
                .contains("ETSI.CAdES.detached");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kr.resident-transcript",
                "kr.resident-abstract",
                "jp.residence-certificate"
            })
    void everyFontIsAnEmbeddedSubsetWithUnicode(String layout) throws IOException {
        List<String> fonts = Poppler.run(paper(layout).pdf(), "pdffonts").lines().skip(2).toList();
        assertThat(fonts).isNotEmpty().allMatch(line -> line.contains(" yes yes yes "));
    }

    @Test
    void aTamperedFileIsNotValid() throws IOException {
        byte[] pdf = paper("kr.resident-transcript").pdf();
        pdf[pdf.length / 3] ^= 1;
        assertThat(Poppler.run(pdf, "pdfsig")).doesNotContain("Signature is Valid");
    }

    @Test
    void everyPageBearsNumberAndPlaceAndTheHeadingIsRepeated() throws IOException {
        ObjectNode facts = PaperFixture.facts("kr.resident-transcript");
        ArrayNode members = (ArrayNode) facts.required("members");
        ObjectNode model = (ObjectNode) members.get(1);
        for (int i = 3; i <= 40; i++) {
            ObjectNode more = model.deepCopy();
            more.put("no", Integer.toString(i));
            members.add(more);
        }
        FinishedPaper paper =
                PaperFixture.paper(DOCUMENTS, PaperFixture.order("kr.resident-transcript", facts));
        assertThat(paper.pages()).isGreaterThan(2);
        for (int page = 1; page <= paper.pages(); page++) {
            String number = Integer.toString(page);
            String text = Poppler.run(paper.pdf(), "pdftotext", "-f", number, "-l", number);
            assertThat(text)
                    .contains(paper.number().text())
                    .contains("(" + page + " / " + paper.pages() + ")")
                    .contains("견본(SPECIMEN)");
            if (page < paper.pages()) {
                assertThat(text).contains("주민등록번호");
            }
        }
    }

    @Test
    void everySheetNamesTheHeadAndNoneIsSealedUnderNothing() throws IOException {
        ObjectNode facts = PaperFixture.facts("kr.resident-transcript");
        ArrayNode members = (ArrayNode) facts.required("members");
        ObjectNode model = (ObjectNode) members.get(1);
        for (int i = 3; i <= 26; i++) {
            ObjectNode more = model.deepCopy();
            more.put("no", Integer.toString(i));
            members.add(more);
            PaperOrder order = PaperFixture.order("kr.resident-transcript", facts);
            FinishedPaper paper = PaperFixture.paper(DOCUMENTS, order);
            if (i < 8) {
                assertThat(paper.pages()).isEqualTo(1);
            }
            String number = Integer.toString(paper.pages());
            String last = Poppler.run(paper.pdf(), "pdftotext", "-f", number);
            assertThat(last).contains("등록", "세대주", "이도윤", "종로구청장");
            assertThat(last).containsAnyOf("박지후", "김서연");
        }
    }

    @Test
    void leavesOutByAWordWhatWasNotAskedFor() throws IOException {
        ObjectNode facts = PaperFixture.facts("jp.residence-certificate");
        facts.put("head", "省略");
        FinishedPaper paper =
                PaperFixture.paper(
                        DOCUMENTS, PaperFixture.order("jp.residence-certificate", facts));
        assertThat(Poppler.run(paper.pdf(), "pdftotext", "-layout"))
                .containsPattern("世 ?帯 ?主\\s+省略");
    }

    @Test
    void thePersonalFormGivesEachPersonAPage() {
        ObjectNode facts = PaperFixture.facts("jp.residence-certificate");
        facts.put("kind", "personal");
        facts.remove("removed");
        FinishedPaper paper =
                PaperFixture.paper(
                        DOCUMENTS, PaperFixture.order("jp.residence-certificate", facts));
        assertThat(paper.pages()).isEqualTo(2);
    }

    @Test
    void aFactIsNeverReadAsATemplate() throws IOException {
        ObjectNode facts = PaperFixture.facts("kr.resident-transcript");
        facts.put("purpose", "{head.name} [[x]] (\\)");
        FinishedPaper paper =
                PaperFixture.paper(DOCUMENTS, PaperFixture.order("kr.resident-transcript", facts));
        assertThat(Poppler.run(paper.pdf(), "pdftotext")).contains("{head.name} [[x]] (\\)");
    }

    @Test
    void whatWasOrderedCannotChangeAfterwards() {
        ObjectNode facts = PaperFixture.facts("kr.resident-transcript");
        PaperOrder order = PaperFixture.order("kr.resident-transcript", facts);
        byte[] before = CanonicalJson.bytes(order.facts());
        facts.put("address", "other");
        assertThat(CanonicalJson.bytes(order.facts())).isEqualTo(before);
    }

    @Test
    void aHistoryLongerThanAPageGoesOnWithItsHeading() throws IOException {
        ObjectNode facts = PaperFixture.facts("jp.residence-certificate");
        ArrayNode history = (ArrayNode) facts.required("members").get(1).required("history");
        for (int i = 2; i <= 60; i++) {
            ObjectNode more = ((ObjectNode) history.get(0)).deepCopy();
            more.put("no", Integer.toString(i));
            history.add(more);
        }
        FinishedPaper paper =
                PaperFixture.paper(
                        DOCUMENTS, PaperFixture.order("jp.residence-certificate", facts));
        assertThat(paper.pages()).isGreaterThan(1);
        String last = Integer.toString(paper.pages());
        String second = Poppler.run(paper.pdf(), "pdftotext", "-f", last);
        assertThat(second).contains("従前の住所").contains("60");
    }

    @Test
    void nothingIsCutOffARowThatNoPageHolds() {
        ObjectNode facts = PaperFixture.facts("kr.resident-transcript");
        facts.put("address", "가나다라 ".repeat(2000));
        PaperOrder order = PaperFixture.order("kr.resident-transcript", facts);
        assertThatThrownBy(() -> DOCUMENTS.make(order)).isInstanceOf(LayoutFault.class);
    }

    @Test
    void refusesFactsWithoutAHolder() {
        ObjectNode facts = PaperFixture.facts("kr.resident-transcript");
        facts.remove("holder");
        PaperOrder order = PaperFixture.order("kr.resident-transcript", facts);
        assertThatThrownBy(() -> DOCUMENTS.make(order)).isInstanceOf(LayoutFault.class);
    }

    @Test
    void refusesALayoutNameThatIsAPath() {
        ObjectNode facts = PaperFixture.facts("kr.resident-transcript");
        PaperOrder order = PaperFixture.order("kr.resident-transcript", facts);
        PaperOrder other =
                new PaperOrder(
                        order.binding(),
                        "kr.../secret",
                        facts,
                        order.number(),
                        order.entryId(),
                        order.asOf(),
                        order.issuedAt(),
                        true,
                        order.zone());
        assertThatThrownBy(() -> DOCUMENTS.make(other)).isInstanceOf(LayoutFault.class);
    }
}
