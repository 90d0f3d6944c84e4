// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.holdfast.drills.SiteFreshness.Shown;
import org.holdfast.drills.SiteFreshness.Version;
import org.holdfast.drills.SiteTruth.Acknowledged;
import org.holdfast.drills.SiteTruth.Sent;
import org.holdfast.journal.MerkleTree;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Old facts served as fresh: each way in which a paper may be older than a move that was told, and
/// the way in which it may not.
class SiteFreshnessTest {
    private static final Instant TOLD = Instant.parse("2026-11-27T09:00:00.5Z");

    /// Person 1 as before and after the move; the household that was formed; somebody else.
    private static final Map<String, Version> VERSIONS =
            Map.of(
                    "old", new Version("person", 1),
                    "new", new Version("person", 2),
                    "newer", new Version("person", 3),
                    "house", new Version("house", 1),
                    "other", new Version("other", 7));

    @TempDir private Path folder;
    private final SiteOffences offences = new SiteOffences();
    private SiteTruth truth;

    @BeforeEach
    void start() throws IOException {
        truth = new SiteTruth(folder.resolve("truth.jsonl"), InstantSource.fixed(TOLD));
    }

    @AfterEach
    void close() throws IOException {
        truth.close();
    }

    @Test
    void aPaperAskedForAfterAMoveThatDoesNotShowItAndSaysNowIsWrong() {
        SiteFreshness fresh = afterTheMove();
        fresh.note(new Shown(paper("p"), "b", TOLD, false, List.of("old")));
        assertThat(fresh.judge(VERSIONS)).isEqualTo(new SiteFreshness.Counts(1, 1));
        assertThat(found()).singleElement().asString().contains("wrong: p", "node b", "move m");
    }

    @Test
    void aPaperMayBeOlderWhenItSaysSo() {
        SiteFreshness fresh = afterTheMove();
        Instant earlier = TOLD.minusMillis(500);
        fresh.note(new Shown(paper("p"), "b", earlier, false, List.of("old")));
        fresh.note(new Shown(paper("q"), "b", TOLD, true, List.of("old")));
        assertThat(fresh.judge(VERSIONS)).isEqualTo(new SiteFreshness.Counts(2, 2));
        assertThat(found()).isEmpty();
    }

    @Test
    void aPaperThatShowsTheMoveOrALaterOneIsRight() {
        SiteFreshness fresh = afterTheMove();
        fresh.note(new Shown(paper("p"), "b", TOLD, false, List.of("house", "new")));
        fresh.note(new Shown(paper("q"), "b", TOLD, false, List.of("newer")));
        fresh.note(new Shown(paper("r"), "b", TOLD, false, List.of("other")));
        assertThat(fresh.judge(VERSIONS)).isEqualTo(new SiteFreshness.Counts(2, 0));
        assertThat(found()).isEmpty();
    }

    @Test
    void aPaperThatWasAskedForBeforeTheMoveWasToldMayShowEither() {
        truth.sent(sent("p"));
        SiteFreshness fresh = afterTheMove();
        fresh.note(new Shown(paper("p"), "b", TOLD, false, List.of("old")));
        assertThat(fresh.judge(VERSIONS)).isEqualTo(new SiteFreshness.Counts(0, 0));
        assertThat(found()).isEmpty();
    }

    @Test
    void aPaperMadeFromWhatNoJournalShowsIsWrong() {
        SiteFreshness fresh = afterTheMove();
        fresh.note(new Shown(paper("p"), "b", TOLD, false, List.of("invented")));
        fresh.judge(VERSIONS);
        assertThat(found()).singleElement().asString().contains("no central journal shows");
    }

    @Test
    void aFileThatDoesNotShowTheAddressOfItsMoveIsWrong() throws Exception {
        SiteFreshness fresh = afterTheMove();
        try (FakeNode node = new FakeNode("b", folder)) {
            Evidence evidence = Evidence.of(List.of("new"));
            node.answers("/api/v1/issuances/p/evidence", 200, evidence.json());
            node.answers("/api/v1/issuances/q/evidence", 200, evidence.json());
            ObjectNode told = told(evidence.leaf());
            fresh.look(node.node(), paper("p"), told, pdf("Station Road 12 Elsewhere"), TOLD);
            assertThat(found()).isEmpty();
            fresh.look(node.node(), paper("q"), told, pdf("Station Road 123"), TOLD);
            assertThat(found()).singleElement().asString().contains("wrong: q", "address");
            assertThat(fresh.judge(VERSIONS)).isEqualTo(new SiteFreshness.Counts(2, 0));
        }
    }

    @Test
    void evidenceThatItsEntryIsNotCommittedToProvesNothing() throws Exception {
        SiteFreshness fresh = afterTheMove();
        try (FakeNode node = new FakeNode("b", folder)) {
            Evidence evidence = Evidence.of(List.of("new"));
            node.answers("/api/v1/issuances/p/evidence", 200, evidence.json());
            fresh.look(node.node(), paper("p"), told("00".repeat(32)), pdf(""), TOLD);
            assertThat(found()).singleElement().asString().contains("no evidence");
            fresh.look(node.node(), paper("q"), told(evidence.leaf()), pdf(""), TOLD);
            assertThat(found()).hasSize(2).anyMatch(one -> one.contains("answered with 404"));
        }
        OfficeClient.Answer forged =
                answer(Evidence.of(List.of("new")).with(Evidence.of(List.of("old"))));
        assertThat(SiteFreshness.versions(forged, Evidence.of(List.of("new")).leaf())).isEmpty();
        Evidence good = Evidence.of(List.of("house", "new"));
        assertThat(SiteFreshness.versions(answer(good.json()), good.leaf()))
                .contains(List.of("house", "new"));
    }

    @Test
    void anAddressMayBeBrokenAtSpacesAndAHouseNumberMustEnd() {
        assertThat(SiteFreshness.prints("주소 서울특별시 종로구\n자하문로 12 \n", "서울특별시 종로구 자하문로 12")).isTrue();
        assertThat(SiteFreshness.prints("서울특별시 종로구 자하문로 123", "서울특별시 종로구 자하문로 12")).isFalse();
    }

    private SiteFreshness afterTheMove() {
        Sent move =
                new Sent(
                        Command.move("m", "kr-11110", "h", "Station Road 12", "2026-11-27"),
                        "Somebody");
        truth.sent(move);
        ObjectNode json = JsonMapper.shared().createObjectNode().put("id", "m");
        var receipts = json.putArray("receipts");
        receipts.addObject().put("grade", "sealed").put("leafHash", "new");
        receipts.addObject().put("grade", "sealed").put("leafHash", "house");
        truth.acknowledged(move, "a", json);
        return new SiteFreshness(truth, truth.all(), offences);
    }

    private Acknowledged paper(String operation) {
        truth.sent(sent(operation));
        ObjectNode json = told(operation).put("id", operation).put("number", "n");
        truth.acknowledged(sent(operation), "b", json);
        return truth.of(operation).orElseThrow();
    }

    private static Sent sent(String operation) {
        return new Sent(
                new OfficeClient.Order(operation, "kr.resident-abstract", "kr-11110", "h", "drill")
                        .command(),
                "Somebody");
    }

    private static ObjectNode told(String leaf) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.putObject("receipt").put("grade", "sealed").put("leafHash", leaf);
        return json;
    }

    private List<String> found() {
        List<String> found = new ArrayList<>();
        offences.tell(found::add);
        return found;
    }

    private static OfficeClient.Answer answer(String json) {
        return new OfficeClient.Answer(200, json.getBytes(StandardCharsets.UTF_8), "");
    }

    private static byte[] pdf(String words) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            try (PDPageContentStream out = new PDPageContentStream(document, page)) {
                out.beginText();
                out.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                out.newLineAtOffset(50, 700);
                out.showText(words);
                out.endText();
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        }
    }

    /// Evidence of a paper, written from docs/formats.md.
    private record Evidence(String entry, String content) {
        static Evidence of(List<String> versions) {
            ObjectNode facts = JsonMapper.shared().createObjectNode();
            var list = facts.putArray("versions");
            versions.forEach(leaf -> list.addObject().put("leafHash", leaf));
            byte[] content = ("0".repeat(32) + facts).getBytes(StandardCharsets.UTF_8);
            byte[] handle = new byte[16];
            byte[] hash = Sha256.of(content).bytes();
            CBORObject leaf =
                    CBORObject.NewOrderedMap()
                            .Add(1, 1)
                            .Add(2, "paper")
                            .Add(3, 0)
                            .Add(4, "kr-11110")
                            .Add(5, handle)
                            .Add(6, 0)
                            .Add(9, hash)
                            .Add(10, hash);
            Base64.Encoder text = Base64.getEncoder();
            return new Evidence(
                    text.encodeToString(leaf.EncodeToBytes()), text.encodeToString(content));
        }

        String leaf() {
            return MerkleTree.leafHash(Base64.getDecoder().decode(entry)).hex();
        }

        String json() {
            return with(this);
        }

        /// This entry with the content of another.
        String with(Evidence other) {
            ObjectNode json =
                    JsonMapper.shared()
                            .createObjectNode()
                            .put("format", "holdfast-paper-evidence-v1");
            json.putObject("receipt").put("leaf", entry);
            return json.put("content", other.content).toString();
        }
    }
}
