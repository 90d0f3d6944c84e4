// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.holdfast.drills.SiteTruth.Acknowledged;
import org.holdfast.drills.SiteTruth.Form;
import org.holdfast.drills.SiteTruth.Sent;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Blocks, lifts and withdrawals: how a load makes them, and each rule of their judge, broken on
/// purpose.
final class SiteProtectionTest extends AtFakeNode {
    private static final String BLOCKS = "/api/v1/subjects/h1/blocks";
    private static final String PAPERS = "/api/v1/issuances";
    private static final String FILE = "/api/v1/issuances/p1/document";

    @Test
    void aBlockThatStandsEverywhereAndIsActedUponIsKept() throws IOException {
        node.answers(BLOCKS, 503, "{}").answers(BLOCKS, 200, listed("in-force", false));
        node.answers(BLOCKS, 200, listed("in-force", true));
        node.answers(PAPERS, 503, "{}").answers(PAPERS, 403, "{\"code\":\"restricted-subject\"}");
        judge(false).block(node.node(), block());
        assertThat(found()).isEmpty();
    }

    @Test
    void aBlockThatVanishedIsMissing() throws IOException {
        node.answers(BLOCKS, 200, "{\"blocks\":[]}");
        judge(true).block(node.node(), block());
        assertThat(found()).singleElement().asString().contains("missing: op", "not listed");
        assertThat(offences.missing()).isEqualTo(1);
    }

    @Test
    void aBlockThatIsNotInForceAtEverySiteIsMissing() throws IOException {
        node.answers(BLOCKS, 200, listed("in-force", false));
        judge(true).block(node.node(), block());
        assertThat(found()).singleElement().asString().contains("not in force everywhere");
    }

    @Test
    void servingSomebodyAboutAProtectedPersonIsWrong() throws IOException {
        node.answers(BLOCKS, 200, listed("in-force", true)).answers(PAPERS, 201, "{}");
        judge(true).block(node.node(), block());
        assertThat(found()).singleElement().asString().contains("wrong: op", "is served");
    }

    @Test
    void aLiftThatVanishedAndABlockThatNobodyLiftedAreMissing() throws IOException {
        node.answers(BLOCKS, 200, listed("lifted", true));
        judge(true).block(node.node(), block());
        assertThat(found()).singleElement().asString().contains("must be in-force, and is lifted");
        lift();
        judge(true).block(node.node(), block());
        assertThat(found()).hasSize(1);
        node.close();
        node = new FakeNode("b", folder);
        node.answers(BLOCKS, 200, listed("in-force", true));
        judge(true).block(node.node(), block());
        assertThat(found()).hasSize(2).anyMatch(one -> one.contains("must be lifted"));
        // two entries of one block: who lifted it may have seen one of them
        truth.trying(block().what(), "a");
        truth.trying(block().what(), "b");
        judge(true).block(node.node(), block());
        assertThat(found()).hasSize(2);
    }

    @Test
    void ofALiftOfUnknownFateNothingIsSaid() throws IOException {
        node.answers(BLOCKS, 200, listed("lifted", true));
        new SiteProtection(truth, Set.of("b1"), offences, () -> true).block(node.node(), block());
        assertThat(found()).isEmpty();
    }

    @Test
    void aWithdrawnPaperThatIsHandedOutAgainIsMissing() throws IOException {
        Acknowledged withdrawal = withdrawal();
        node.answers(FILE, 200, "{}");
        judge(true).withdrawal(node.node(), withdrawal);
        assertThat(found()).singleElement().asString().contains("missing: w", "answered with 200");
        node.close();
        node = new FakeNode("b", folder);
        node.answers(FILE, 503, "{}").answers(FILE, 409, "{\"code\":\"paper-withdrawn\"}");
        judge(false).withdrawal(node.node(), withdrawal);
        assertThat(found()).hasSize(1);
    }

    @Test
    void aLoadBlocksLiftsAndWithdrawsInTurnAndOneBlockStays() {
        List<DemoOffice.Subject> all = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            all.add(new DemoOffice.Subject("kr-11110", "h" + i, "N" + i, false));
        }
        SiteDeeds deeds = new SiteDeeds(SiteDeeds.people(all), truth);
        List<String> blocked = new ArrayList<>();
        List<String> lifted = new ArrayList<>();
        for (int turn = 0; turn < 30; turn++) {
            String operation = "op-" + turn;
            Optional<Sent> next = deeds.next(operation, new SplittableRandom(turn));
            if (next.isEmpty()) {
                continue;
            }
            String target = next.get().command().target();
            Form form = Form.of(next.get().command());
            (form == Form.BLOCK ? blocked : lifted).add(target);
            truth.acknowledged(next.get(), "a", answer(form == Form.BLOCK ? operation : target));
        }
        assertThat(blocked).hasSize(12).contains("h6").containsOnlyOnce("h6");
        assertThat(lifted).hasSize(6).doesNotHaveDuplicates().doesNotContain("op-0");
        // No paper is old enough to be withdrawn.
        assertThat(truth.all()).noneMatch(one -> one.form() == Form.WITHDRAWAL);
        deeds.refused(new Sent(Command.lift("x", "kr-11110", "b9"), "N"), "404 block-unknown");
        assertThat(deeds.wronglyRefused()).isEmpty();
        assertThat(deeds.unsure()).containsExactly("b9");
        deeds.refused(new Sent(Command.lift("y", "kr-11110", "b8"), "N"), "403 wrong-office");
        assertThat(deeds.wronglyRefused()).containsExactly("403 wrong-office");
    }

    private SiteProtection judge(boolean late) {
        block();
        return new SiteProtection(truth, Set.of(), offences, () -> late);
    }

    private Acknowledged block() {
        if (truth.of("op").isEmpty()) {
            truth.acknowledged(
                    new Sent(Command.block("op", "kr-11110", "h1"), "N"), "a", answer("b1"));
        }
        return truth.of("op").orElseThrow();
    }

    private void lift() {
        truth.acknowledged(new Sent(Command.lift("l", "kr-11110", "b1"), "N"), "a", answer("b1"));
        assertThat(truth.of("l").orElseThrow().form()).isEqualTo(Form.LIFT);
    }

    private Acknowledged withdrawal() {
        truth.acknowledged(
                new Sent(Command.withdrawal("w", "kr-11110", "p1"), "N"), "a", answer("p1"));
        return truth.of("w").orElseThrow();
    }

    private static String listed(String state, boolean everywhere) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        ObjectNode line = json.putArray("blocks").addObject().put("id", "b1").put("state", state);
        line.putObject("inForce").put("everywhere", everywhere);
        return json.toString();
    }

    private static ObjectNode answer(String id) {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("id", id);
        json.putObject("receipt").put("grade", "mirrored").put("leafHash", "leaf-" + id);
        return json;
    }
}
