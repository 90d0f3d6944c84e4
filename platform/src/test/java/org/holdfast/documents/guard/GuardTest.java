// SPDX-License-Identifier: Apache-2.0
package org.holdfast.documents.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.holdfast.documents.Documents;
import org.holdfast.documents.FinishedPaper;
import org.holdfast.documents.IssueNumber;
import org.holdfast.documents.PaperBinding;
import org.holdfast.documents.PaperOrder;
import org.holdfast.documents.PdfDocuments;
import org.holdfast.documents.guard.ExpectedNumber.Shown;
import org.holdfast.keys.Providers;
import org.holdfast.keys.SealKeyId;
import org.holdfast.keys.Seals;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.offices.OfficeCode;
import org.holdfast.verifier.PaperVerifier;
import org.holdfast.verifier.TrustList;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Swaps planted between lookup, layout and signing: the guard stops every one of them.
final class GuardTest {
    private static final Path PACKS =
            Path.of(System.getProperty("holdfast.home", "..")).resolve("packs");
    private static final Instant NOW = Instant.parse("2026-11-23T00:04:30Z");
    private static final String OFFICE = "kr-11110";
    private static final String SERVICE = "kr.resident-transcript";
    private static final TestSeals SEALS = new TestSeals();
    private static final Documents DOCUMENTS = documents(SEALS);
    private static final Vocabulary VOCABULARY =
            Vocabulary.read(
                    List.of(PACKS.resolve("kr"), PACKS.resolve("texts")), List.of("서울특별시 종로구"));
    private static final List<FactVersion> VERSIONS =
            List.of(new FactVersion("person-1", 3, "aa"), new FactVersion("household-1", 2, "bb"));
    private static final TrustList TRUST = TrustList.ofRoots(List.of(SEALS.root));
    private static final Guard GUARD =
            new Guard(new PaperVerifier(InstantSource.fixed(NOW), Providers.fast()), () -> TRUST);

    private static Documents documents(Seals seals) {
        return new PdfDocuments(PACKS, seals, office -> "서울특별시 종로구", new SecureRandom());
    }

    @Test
    void letsTheRightPaperPass() {
        GuardVerdict verdict = check(make(facts()), expectation());
        assertThat(verdict).isInstanceOf(GuardVerdict.Passed.class);
    }

    @Test
    void letsALongPaperPassAndCountsItsPages() {
        GuardVerdict verdict = check(make(longFacts("자하문로")), longExpectation());
        assertThat(verdict).isInstanceOf(GuardVerdict.Passed.class);
        assertThat(((GuardVerdict.Passed) verdict).pages()).isGreaterThan(1);
    }

    @Test
    void stopsAnotherSubjectsFacts() {
        ObjectNode facts = facts();
        rename(facts, "김서연", "최유나");
        assertThat(reason(make(facts), expectation())).isEqualTo(GuardReason.WRONG_HOLDER);
    }

    @Test
    void stopsAnotherMembersFacts() {
        ObjectNode facts = facts();
        rename(facts, "박지후", "최유나");
        assertThat(reason(make(facts), expectation())).isEqualTo(GuardReason.NAME_MISSING);
    }

    @Test
    void stopsANameThatOnlyBeginsLikeTheRightOne() {
        ObjectNode facts = facts();
        rename(facts, "박지후", "박지후연");
        assertThat(reason(make(facts), expectation())).isEqualTo(GuardReason.UNEXPLAINED_TEXT);
    }

    @Test
    void stopsAStaleVersion() {
        List<FactVersion> stale = List.of(new FactVersion("person-1", 2, "a0"), VERSIONS.getLast());
        GuardVerdict verdict = GUARD.check(make(facts()), stale, expectation());
        assertThat(((GuardVerdict.Stopped) verdict).reason()).isEqualTo(GuardReason.STALE_VERSION);
        GuardVerdict fewer = GUARD.check(make(facts()), VERSIONS.subList(0, 1), expectation());
        assertThat(((GuardVerdict.Stopped) fewer).reason()).isEqualTo(GuardReason.STALE_VERSION);
    }

    @Test
    void stopsAStaleAddress() {
        ObjectNode facts = facts();
        facts.put("address", "서울특별시 마포구 서교동 12-4 3층 301호");
        ((ArrayNode) facts.get("addresses")).remove(1);
        assertThat(reason(make(facts), expectation())).isEqualTo(GuardReason.ADDRESS_MISSING);
    }

    @Test
    void stopsANeighboursPageTwo() throws IOException {
        byte[] own = make(longFacts("자하문로"));
        byte[] neighbour = make(longFacts("자하문로"), number(2), DOCUMENTS);
        try (PDDocument first = Loader.loadPDF(own);
                PDDocument second = Loader.loadPDF(neighbour)) {
            first.removePage(1);
            first.importPage(second.getPage(1)).setResources(second.getPage(1).getResources());
            byte[] mixed = SEALS.sign(first, SEALS.of(new OfficeCode(OFFICE)));
            assertThat(reason(mixed, longExpectation()))
                    .isEqualTo(GuardReason.SEAL_DIFFERS_FROM_PRINT);
        }
    }

    @Test
    void stopsARemovedPage() throws IOException {
        try (PDDocument document = Loader.loadPDF(make(longFacts("자하문로")))) {
            document.removePage(document.getNumberOfPages() - 1);
            byte[] shorter = SEALS.sign(document, SEALS.of(new OfficeCode(OFFICE)));
            assertThat(reason(shorter, longExpectation())).isEqualTo(GuardReason.WRONG_PAGE_COUNT);
        }
    }

    @Test
    void stopsAPageWithoutItsSeal() throws IOException {
        try (PDDocument document = Loader.loadPDF(make(facts()))) {
            document.addPage(new org.apache.pdfbox.pdmodel.PDPage());
            document.getPage(1).setResources(document.getPage(0).getResources());
            byte[] longer = SEALS.sign(document, SEALS.of(new OfficeCode(OFFICE)));
            assertThat(reason(longer, expectation())).isEqualTo(GuardReason.SEAL_MISSING_ON_PAGE);
        }
    }

    @Test
    void stopsTheKeyOfAnotherOffice() {
        Seals wrong =
                new Seals() {
                    @Override
                    public org.holdfast.keys.SealKey of(OfficeCode office) {
                        return SEALS.of(new OfficeCode("kr-41111"));
                    }

                    @Override
                    public void retire(SealKeyId id) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public List<Certified> all() {
                        return List.of();
                    }
                };
        byte[] paper = make(facts(), number(1), documents(wrong));
        assertThat(reason(paper, expectation())).isEqualTo(GuardReason.SIGNATURE_REFUSED);
    }

    @Test
    void stopsAKeyUnderAnotherRoot() {
        byte[] paper = make(facts(), number(1), documents(new TestSeals()));
        assertThat(reason(paper, expectation())).isEqualTo(GuardReason.SIGNATURE_REFUSED);
    }

    @Test
    void stopsAnotherNumber() {
        byte[] paper = make(facts(), number(2), DOCUMENTS);
        assertThat(reason(paper, expectation())).isEqualTo(GuardReason.WRONG_NUMBER);
    }

    @Test
    void stopsAnExtraPerson() {
        ObjectNode facts = facts();
        ArrayNode members = (ArrayNode) facts.get("members");
        members.add(members.get(1).deepCopy());
        ObjectNode extra = (ObjectNode) members.get(2);
        extra.put("name", "최유나").remove(List.of("hanja", "number"));
        assertThat(reason(make(facts), expectation())).isEqualTo(GuardReason.UNEXPLAINED_TEXT);
        extra.put("number", "991231-2******");
        assertThat(reason(make(facts), expectation()))
                .isEqualTo(GuardReason.FOREIGN_PERSONAL_NUMBER);
    }

    @Test
    void stopsAMissingPerson() {
        ObjectNode facts = facts();
        facts.remove("cohabitants");
        assertThat(reason(make(facts), expectation())).isEqualTo(GuardReason.NAME_MISSING);
    }

    @Test
    void stopsAnUnmaskedNumberWhereMaskedWasAsked() {
        ObjectNode facts = facts();
        ((ObjectNode) facts.get("members").get(0)).put("number", "820710-1234567");
        assertThat(reason(make(facts), expectation()))
                .isEqualTo(GuardReason.PERSONAL_NUMBER_UNMASKED);
    }

    @Test
    void stopsAMissingNumber() {
        ObjectNode facts = facts();
        ((ObjectNode) facts.get("members").get(0)).remove("number");
        assertThat(reason(make(facts), expectation()))
                .isEqualTo(GuardReason.PERSONAL_NUMBER_MISSING);
    }

    @Test
    void stopsWhatIsNoPaper() {
        assertThat(reason(new byte[0], expectation())).isEqualTo(GuardReason.SIGNATURE_REFUSED);
        byte[] paper = make(facts());
        paper[paper.length / 2] ^= 1;
        assertThat(reason(paper, expectation())).isEqualTo(GuardReason.SIGNATURE_REFUSED);
    }

    @Test
    void readsNamesWithRareCharactersExactly() {
        ObjectNode facts = facts();
        rename(facts, "李道允", "邉\uDB40\uDD10道允");
        GuardExpectation other = expectation("邉\uDB40\uDD10道允");
        assertThat(check(make(facts), other)).isInstanceOf(GuardVerdict.Passed.class);
        assertThat(reason(make(facts), expectation("邉道允"))).isEqualTo(GuardReason.NAME_MISSING);
    }

    @Test
    void stopsAnActualTextThatIsNotWhatItsGlyphsSay() throws IOException {
        ObjectNode facts = facts();
        rename(facts, "李道允", "邉\uDB40\uDD10道允");
        try (PDDocument document = Loader.loadPDF(make(facts))) {
            var page = document.getPage(0);
            String content;
            try (var in = page.getContents()) {
                content = new String(in.readAllBytes(), ISO_8859_1);
            }
            String other = content.replace("FEFF9089DB40", "FEFF8FBADB40");
            assertThat(other).isNotEqualTo(content);
            page.setContents(
                    new PDStream(document, new ByteArrayInputStream(other.getBytes(ISO_8859_1))));
            byte[] lying = SEALS.sign(document, SEALS.of(new OfficeCode(OFFICE)));
            assertThat(reason(lying, expectation("邉\uDB40\uDD10道允")))
                    .isEqualTo(GuardReason.UNREADABLE);
        }
    }

    /// Prints, never judges: processor time of a warm check.
    public static void main(String[] arguments) {
        byte[] paper = make(facts());
        GuardExpectation expected = expectation();
        for (int round = 0; round < 8; round++) {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < 300; i++) {
                if (!(check(paper, expected) instanceof GuardVerdict.Passed)) {
                    throw new IllegalStateException("stopped");
                }
            }
            long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
            System.out.printf("%.3f ms a page%n", used / 1e6 / 300);
        }
    }

    private static GuardVerdict check(byte[] pdf, GuardExpectation expected) {
        return GUARD.check(pdf, VERSIONS, expected);
    }

    private static GuardReason reason(byte[] pdf, GuardExpectation expected) {
        GuardVerdict verdict = check(pdf, expected);
        assertThat(verdict).isInstanceOf(GuardVerdict.Stopped.class);
        return ((GuardVerdict.Stopped) verdict).reason();
    }

    private static GuardExpectation expectation() {
        return expectation("李道允");
    }

    private static GuardExpectation expectation(String hanja) {
        String address = "서울특별시 종로구 자하문로 33, 101동 1203호 (청운동)";
        List<ExpectedPerson> persons =
                List.of(
                        person("김서연", Optional.of("金瑞姸"), "840211-2345678", "1984-02-11", address),
                        person("이도윤", Optional.of(hanja), "820710-1234567", "1982-07-10", address),
                        person("박지후", Optional.empty(), "010305-3456789", "2001-03-05", address));
        return new GuardExpectation(
                new GuardExpectation.Paper(
                        number(1).text(), "entry-0001", OFFICE, SERVICE, NOW, true),
                persons,
                new GuardExpectation.Texts(
                        List.of(), List.of("금융기관 제출", "서울특별시 마포구 서교동 12-4 3층 301호")),
                VERSIONS,
                VOCABULARY);
    }

    private static ExpectedPerson person(
            String name, Optional<String> hanja, String number, String birth, String address) {
        List<String> names = new ArrayList<>(List.of(name));
        hanja.ifPresent(names::add);
        return new ExpectedPerson(
                names,
                List.of(new ExpectedNumber(number, Shown.MASKED)),
                Optional.of(LocalDate.parse(birth)),
                List.of(address));
    }

    private static GuardExpectation longExpectation() {
        GuardExpectation base = expectation();
        List<String> allowed = new ArrayList<>(base.texts().allowed());
        for (int i = 0; i < 60; i++) {
            allowed.add("서울특별시 종로구 자하문로 " + i);
        }
        return new GuardExpectation(
                base.paper(),
                base.persons(),
                new GuardExpectation.Texts(List.of(), allowed),
                base.versions(),
                base.vocabulary());
    }

    private static ObjectNode longFacts(String road) {
        ObjectNode facts = facts();
        ArrayNode addresses = (ArrayNode) facts.get("addresses");
        for (int i = 0; i < 60; i++) {
            ObjectNode one = addresses.get(0).deepCopy().asObject();
            one.put("no", Integer.toString(i + 3)).put("address", "서울특별시 종로구 " + road + " " + i);
            addresses.add(one);
        }
        return facts;
    }

    private static ObjectNode facts() {
        try {
            return CanonicalJson.parse(
                    Files.readAllBytes(
                            PACKS.resolve("kr/resident-transcript/printed.example.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void rename(ObjectNode facts, String from, String to) {
        ObjectNode renamed =
                CanonicalJson.parse(
                        facts.toString()
                                .replace(from, to)
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        facts.setAll(renamed);
    }

    private static IssueNumber number(int operation) {
        return IssueNumber.of(OFFICE, new byte[] {1, 2, 3, 4, 5, 6, (byte) operation});
    }

    private static byte[] make(ObjectNode facts) {
        return make(facts, number(1), DOCUMENTS);
    }

    private static byte[] make(ObjectNode facts, IssueNumber number, Documents documents) {
        PaperOrder order =
                new PaperOrder(
                        new PaperBinding("subject", "operation", OFFICE, SERVICE),
                        SERVICE,
                        facts,
                        number,
                        "entry-0001",
                        NOW,
                        NOW,
                        true,
                        ZoneId.of("Asia/Seoul"));
        return switch (documents.make(order)) {
            case FinishedPaper paper -> paper.pdf();
            case org.holdfast.documents.UnprintableName name ->
                    throw new AssertionError(name.field());
        };
    }
}
