// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.nio.file.Files;
import org.holdfast.drills.SiteTruth.Acknowledged;
import org.holdfast.drills.SiteTruth.Sent;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Acceptance numbers: each way in which one that was told can be broken.
final class SiteNumbersTest extends AtFakeNode {
    @Test
    void aMoveThatIsToldSevenAndLaterEightHappenedTwice() throws IOException {
        truth.acknowledged(sent("m"), "a", answer("m", 7));
        numbers(true).check(node.node(), move("m"), answer("m", 8));
        assertThat(truth.twice()).singleElement().asString().contains("7 of", "8 of", "site b");
        assertThat(Files.readString(folder.resolve("truth.jsonl"))).contains("7 of kr-11110");
    }

    @Test
    void aNumberThatFollowsIsWaitedForAndOneThatNeverComesIsMissing() throws IOException {
        truth.acknowledged(sent("m"), "a", follows("m"));
        node.answers("/api/v1/moves/m", 503, "{}");
        node.answers("/api/v1/moves/m", 200, follows("m").toString());
        node.answers("/api/v1/moves/m", 200, answer("m", 7).toString());
        numbers(false).check(node.node(), move("m"), follows("m"));
        assertThat(truth.number("m")).contains(new ChangeRanks.Rank("kr-11110", 2026, 7));
        assertThat(found()).isEmpty();
        numbers(true).check(node.node(), move("m"), follows("m"));
        assertThat(found()).singleElement().asString().contains("missing: m", "node b");
    }

    @Test
    void twoMovesWithOneNumberAreADuplicate() {
        truth.acknowledged(sent("m"), "a", answer("m", 7));
        truth.acknowledged(sent("n"), "a", answer("n", 7));
        truth.acknowledged(sent("o"), "a", answer("o", 8));
        numbers(true).unique(truth.all());
        assertThat(found()).singleElement().asString().contains("duplicated", "acceptance number");
    }

    @Test
    void aGapOrAnotherOrderThanTheJournalsIsWrong() {
        truth.acknowledged(sent("m"), "a", answer("m", 1));
        truth.acknowledged(sent("n"), "a", answer("n", 3));
        ChangeRanks ranks = new ChangeRanks();
        ranks.add("leaf-m", entry(1));
        ranks.add("leaf-n", entry(2));
        numbers(true).judge(node.node(), truth.all(), ranks);
        assertThat(found())
                .singleElement()
                .asString()
                .contains("wrong: n", "3 of kr-11110", "2 of kr-11110");
    }

    private SiteNumbers numbers(boolean late) {
        return new SiteNumbers(truth, offences, () -> late);
    }

    private Acknowledged move(String operation) {
        return truth.of(operation).orElseThrow();
    }

    private static Sent sent(String operation) {
        return new Sent(
                Command.move(operation, "kr-11110", "h", "Station Road 1", "2026-11-27"), "N");
    }

    private static EntryFields entry(int operation) {
        CBORObject leaf = PretendOffice.leaf("record", 1, new byte[] {1});
        byte[] handle = new byte[16];
        handle[0] = (byte) operation;
        // 27 November 2026
        leaf.Set(3, CBORObject.FromObject(1_795_737_600L));
        return EntryFields.read(PretendOffice.canonical(leaf.Add(12, handle)));
    }

    private static ObjectNode moved(String id) {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("id", id);
        json.putArray("receipts").addObject().put("grade", "sealed").put("leafHash", "leaf-" + id);
        return json;
    }

    private static JsonNode follows(String id) {
        ObjectNode json = moved(id);
        json.putObject("acceptance").put("state", "follows");
        return json;
    }

    private static JsonNode answer(String id, long number) {
        ObjectNode json = moved(id);
        json.putObject("acceptance")
                .put("state", "given")
                .put("office", "kr-11110")
                .put("year", 2026)
                .put("number", number);
        return json;
    }
}
