// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.drills.SiteTruth.Form;
import org.holdfast.drills.SiteTruth.Sent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Moves that were told as filed: what the truth log keeps of them, and each rule of their judge,
/// broken on purpose.
class SiteFilingsTest {
    private static final String PATH = "/api/v1/filings/f1";

    @TempDir private Path folder;
    private final List<FakeNode> fakes = new ArrayList<>();
    private final SiteOffences offences = new SiteOffences();
    private SiteTruth truth;

    @BeforeEach
    void threeNodes() throws IOException {
        for (String site : List.of("a", "b", "c")) {
            fakes.add(new FakeNode(site, folder));
        }
        truth = new SiteTruth(folder.resolve("truth.jsonl"), InstantSource.system());
    }

    @AfterEach
    void close() throws IOException {
        fakes.forEach(FakeNode::close);
        truth.close();
    }

    @Test
    void aFiledMoveIsAcknowledgedWithTheBestGradeThatWasTold() throws IOException {
        Sent move = move("1");
        truth.sent(move);
        truth.filed(move, "b", filing("f1", "filed", "promised", "leaf-1"));
        truth.filed(move, "b", filing("f1", "filed", "mirrored", "leaf-1"));
        truth.filed(move, "b", filing("f1", "held", "sealed", "leaf-1"));
        truth.filed(move, "b", JsonMapper.shared().createObjectNode());
        assertThat(truth.filings())
                .singleElement()
                .matches(one -> one.isMirrored() && one.form() == Form.FILING && !one.isMove())
                .matches(one -> one.site().equals("b") && one.leaves().equals(List.of("leaf-1")));
        assertThat(truth.all()).isEmpty();
        assertThat(truth.operations()).isEqualTo(1);
        assertThat(Files.readAllLines(folder.resolve("truth.jsonl")))
                .hasSize(2)
                .allMatch(line -> line.contains("\"filing\""));
        // refused by an officer or not: what was told stays told
        truth.refused(move);
        assertThat(truth.filings()).hasSize(1);
        truth.acknowledged(move, "a", entered("f1"));
        assertThat(truth.operations()).isEqualTo(1);
        assertThat(truth.twice()).isEmpty();
    }

    @Test
    void aFilingThatIsEnteredAsAnotherMoveHappenedTwice() {
        Sent move = move("1");
        truth.filed(move, "b", filing("f1", "filed", "promised", "leaf-1"));
        truth.acknowledged(move, "a", entered("other"));
        assertThat(truth.twice()).singleElement().asString().contains("f1", "other");
    }

    @Test
    void aFilingThatIsHeldOrRefusedEverywhereIsKept() {
        for (String end : List.of("held", "refused")) {
            fakes.forEach(one -> one.answers(PATH, 200, "{\"state\":\"" + end + "\"}"));
        }
        SiteFilings filings = judge(false);
        assertThat(filings.ended("held")).isEqualTo(1);
        filings.check(truth.filings().getFirst());
        assertThat(filings.ended("held")).isZero();
        assertThat(filings.ended("refused")).isEqualTo(1);
        assertThat(found()).isEmpty();
    }

    @Test
    void aFilingThatOneNodeDoesNotKnowIsMissing() {
        fakes.get(0).answers(PATH, 200, "{\"state\":\"held\"}");
        fakes.get(2).answers(PATH, 200, "{\"state\":\"held\"}");
        judge(true);
        assertThat(found()).singleElement().asString().contains("missing", "node b", "404");
        assertThat(offences.missing()).isEqualTo(1);
    }

    @Test
    void aFilingThatIsNeverDecidedIsMissing() {
        fakes.forEach(one -> one.answers(PATH, 200, "{\"state\":\"filed\"}"));
        judge(true);
        assertThat(offences.missing()).isEqualTo(1);
        assertThat(found()).hasSize(3).allMatch(one -> one.contains("the filing is filed there"));
    }

    @Test
    void aNodeThatIsBehindIsWaitedFor() {
        fakes.get(0).answers(PATH, 200, "{\"state\":\"held\"}");
        fakes.get(1).answers(PATH, 404, "{}").answers(PATH, 200, "{\"state\":\"held\"}");
        fakes.get(2)
                .answers(PATH, 200, "{\"state\":\"filed\"}")
                .answers(PATH, 503, "{}")
                .answers(PATH, 200, "{\"state\":\"held\"}");
        judge(false);
        assertThat(found()).isEmpty();
    }

    @Test
    void nodesThatSayDifferentThingsAreWrong() {
        fakes.get(0).answers(PATH, 200, "{\"state\":\"held\"}");
        fakes.get(1).answers(PATH, 200, "{\"state\":\"entered\"}");
        fakes.get(2).answers(PATH, 200, "{\"state\":\"held\"}");
        judge(true);
        assertThat(found()).singleElement().asString().contains("wrong", "b=entered");
    }

    @Test
    void aFilingThatIsEnteredIsJudgedAsAMove() {
        fakes.forEach(one -> one.answers(PATH, 200, "{\"state\":\"entered\"}"));
        fakes.getFirst().answers("/api/v1/moves", 503, "{}");
        fakes.getFirst().answers("/api/v1/moves", 201, entered("f1").toString());
        judge(false);
        assertThat(found()).isEmpty();
        assertThat(truth.of("1").orElseThrow().leaves()).containsExactly("central-leaf");
    }

    @Test
    void aFilingThatIsEnteredWithoutItsMoveIsMissing() {
        fakes.forEach(one -> one.answers(PATH, 200, "{\"state\":\"entered\"}"));
        fakes.getFirst().answers("/api/v1/moves", 202, "{}");
        judge(true);
        assertThat(found()).singleElement().asString().contains("missing", "answered with 202");
    }

    @Test
    void aFilingThatNobodyWhoIsLeftHasIsUnknownAndOneToldMirroredIsMissing() throws Exception {
        truth.filed(move("1"), "b", filing("f1", "filed", "promised", "leaf-1"));
        truth.filed(move("2"), "b", filing("f2", "filed", "mirrored", "leaf-2"));
        truth.filed(move("3"), "b", filing("f3", "filed", "mirrored", "leaf-3"));
        truth.filed(move("4"), "a", filing("f4", "filed", "promised", "leaf-4"));
        truth.acknowledged(move("5"), "a", entered("f5"));
        fakes.get(2).answers("/api/v1/filings/f3", 200, "{\"state\":\"filed\"}");
        List<String> findings = new ArrayList<>();
        long now = System.nanoTime();
        SiteUnknown.Counts one = unknown("b").count(truth, now, now, findings::add);
        // f1, f2, and the move 5, whose entry is in no file of a site that is left
        assertThat(one.unknown()).isEqualTo(3);
        assertThat(findings)
                .hasSize(2)
                .anyMatch(words -> words.startsWith("missing: 2 was told mirrored"))
                .anyMatch(words -> words.startsWith("missing: 5 was told mirrored"));
        assertThat(one.burnt()).isEqualTo(2);
        // a node that cannot say has not said no
        fakes.get(2).answers("/api/v1/filings/f2", 503, "{}");
        assertThat(unknown("b").count(truth, now, now, _ -> {}).burnt()).isEqualTo(1);
        // what both places of `mirrored` had may be gone with them, and nobody can know
        SiteUnknown.Counts two = unknown("a", "b").count(truth, now, now, findings::add);
        assertThat(two.unknown()).isEqualTo(4);
        assertThat(two.burnt()).isZero();
    }

    private SiteUnknown unknown(String... silenced) {
        return new SiteUnknown(nodes(), List.of(silenced), SiteCopies.Marks.NONE);
    }

    private SiteFilings judge(boolean late) {
        truth.filed(move("1"), "b", filing("f1", "filed", "mirrored", "leaf-1"));
        SiteFilings filings = new SiteFilings(nodes(), truth, offences, () -> late);
        filings.check(truth.filings().getFirst());
        return filings;
    }

    private List<SiteNodes.Node> nodes() {
        return fakes.stream().map(FakeNode::node).toList();
    }

    private List<String> found() {
        List<String> found = new ArrayList<>();
        offences.tell(found::add);
        return found;
    }

    private static Sent move(String operation) {
        return new Sent(
                Command.move(operation, "kr-11110", "h", "서울특별시 종로구 자하문로 1", "2026-11-27"),
                "Somebody");
    }

    private static JsonNode filing(String id, String state, String grade, String leaf) {
        var json = JsonMapper.shared().createObjectNode().put("state", state).put("id", id);
        json.putObject("receipt").put("grade", grade).put("leafHash", leaf);
        return json;
    }

    private static JsonNode entered(String id) {
        var json = JsonMapper.shared().createObjectNode().put("id", id);
        json.putArray("receipts")
                .addObject()
                .put("grade", "mirrored")
                .put("leafHash", "central-leaf");
        return json;
    }
}
