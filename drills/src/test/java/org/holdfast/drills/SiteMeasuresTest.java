// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.drills.SiteSamples.Kind;
import org.holdfast.drills.SiteSamples.Sample;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NoteSigner;
import org.holdfast.journal.SignedNote;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SiteMeasuresTest {
    private static final long MILLI = 1_000_000;
    private static final List<SiteAsk.Way> WAYS = List.of(new SiteAsk.Way("a", 0, 1, "201"));
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-26T09:00:00Z"));

    @Test
    void theLongestGapCountsTheEndsOfTheWindow() {
        SiteSamples samples = new SiteSamples();
        for (long at : new long[] {100, 200, 900, 950}) {
            samples.add(new Sample(Kind.ISSUE, 0, at * MILLI, WAYS, 201, ""));
        }
        samples.add(new Sample(Kind.ISSUE, 0, 500 * MILLI, WAYS, 0, "silent"));
        samples.add(new Sample(Kind.MOVE, 0, 600 * MILLI, WAYS, 201, ""));
        assertThat(samples.gapMillis(Kind.ISSUE, 0, 1_000 * MILLI)).isEqualTo(700);
        assertThat(samples.gapMillis(Kind.ISSUE, 0, 3_000 * MILLI)).isEqualTo(2_050);
        assertThat(samples.gapMillis(Kind.LOOK, 0, 3_000 * MILLI)).isEqualTo(3_000);
        assertThat(samples.bins(Kind.ISSUE, 0, 1_000 * MILLI, 100 * MILLI))
                .containsExactly(0, 1, 1, 0, 0, 0, 0, 0, 0, 2, 0);
    }

    @Test
    void whatGoesOnIsSeenFromTheLastLongPauseOn() {
        SiteSamples samples = new SiteSamples();
        for (long at : new long[] {1_000, 2_000, 30_000, 35_000, 44_000}) {
            samples.add(new Sample(Kind.MOVE, 0, at * MILLI, WAYS, 201, ""));
        }
        samples.add(new Sample(Kind.MOVE, 0, 15_000 * MILLI, WAYS, 0, "silent"));
        Duration pause = Duration.ofSeconds(10);
        assertThat(samples.backMillis(Kind.MOVE, 0, 50_000 * MILLI, pause)).isEqualTo(30_000);
        assertThat(samples.backMillis(Kind.MOVE, 0, 60_000 * MILLI, pause)).isEqualTo(-1);
        assertThat(samples.backMillis(Kind.MOVE, 0, 9_000 * MILLI, pause)).isZero();
        assertThat(samples.backMillis(Kind.LOOK, 0, 50_000 * MILLI, pause)).isEqualTo(-1);
    }

    @Test
    void aLinkHasTwoEndsThatAreSites() {
        assertThat(SiteLink.of("c-a")).isEqualTo(new SiteLink("c", "a")).hasToString("c-a");
        for (String none : List.of("a", "a-b-c", "", "a b")) {
            assertThatThrownBy(() -> SiteLink.of(none))
                    .isInstanceOf(DrillFault.class)
                    .hasMessageContaining("is no link");
        }
        assertThatThrownBy(() -> SiteLink.of("a-a")).hasMessageContaining("a is one site");
        assertThatThrownBy(() -> SiteLink.of("a-d")).hasMessageContaining("there is no site d");
        assertThatThrownBy(() -> SiteLink.of("a-")).hasMessageContaining("there is no site");
        assertThatThrownBy(() -> linkOrder(SiteDrillKind.PARTITION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no link");
    }

    @Test
    void aBadLinkIsNamedInAMinuteAndMovesGoOnInTwoAndStaySo() {
        assertThat(unkept(run -> run.put("causeMillis", 60_000).put("movesBackMillis", 120_000)))
                .isEmpty();
        assertThat(unkept(run -> run.put("causeMillis", 60_001).put("movesBackMillis", 0)))
                .singleElement()
                .asString()
                .contains("named after 60001 ms");
        for (long back : new long[] {-1, 120_001}) {
            assertThat(unkept(run -> run.put("causeMillis", 1).put("movesBackMillis", back)))
                    .singleElement()
                    .asString()
                    .contains("moves did not go on");
        }
        assertThat(unkept(run -> run.put("movesBackMillis", 0)))
                .singleElement()
                .asString()
                .contains("nothing named the cause");
    }

    private static List<String> unkept(java.util.function.Consumer<SiteRun> measured) {
        SiteRun run =
                new SiteRun(
                        linkOrder(SiteDrillKind.LONG_PACKETS),
                        List.of("a", "b"),
                        "a",
                        CLOCK.instant());
        measured.accept(run);
        List<String> findings = new java.util.ArrayList<>();
        SitePromises.check(SiteDrillKind.LONG_PACKETS, run, findings);
        assertThat(run.json().path("unkept").asInt()).isEqualTo(findings.size());
        assertThat(run.json().path("link").asString()).isEqualTo("a-b");
        return findings;
    }

    private static SiteOrder linkOrder(SiteDrillKind kind) {
        return new SiteOrder(
                kind,
                java.util.Optional.empty(),
                java.util.Optional.of(new SiteLink("a", "b")),
                false,
                16,
                SiteLink.LASTS,
                Duration.ofSeconds(60));
    }

    @Test
    void waitingInVainCountsInThePercentilesAndARefusalDoesNot() {
        SiteSamples samples = new SiteSamples();
        for (int i = 0; i < 98; i++) {
            samples.add(new Sample(Kind.ISSUE, 0, 10 * MILLI, WAYS, 201, ""));
        }
        samples.add(new Sample(Kind.ISSUE, 0, 30_000 * MILLI, WAYS, 0, "silent"));
        samples.add(new Sample(Kind.ISSUE, 0, 29_000 * MILLI, WAYS, 0, "silent"));
        samples.add(new Sample(Kind.ISSUE, 0, MILLI, WAYS, 404, "unknown-subject"));
        assertThat(samples.percentileMillis(Kind.ISSUE, 0.5, 0, 1)).isEqualTo(10);
        assertThat(samples.percentileMillis(Kind.ISSUE, 0.99, 0, 1)).isEqualTo(30_000);
        assertThat(samples.percentileMillis(Kind.ISSUE, 0.99, 5, 9)).isEqualTo(-1);
        assertThat(samples.slowest(Kind.ISSUE, 2, 0, 1))
                .extracting(SiteSamples.Sample::millis)
                .containsExactly(30_000L, 29_000L);
        assertThat(samples.slowest(Kind.ISSUE, 2, 5, 9)).isEmpty();
        assertThat(samples.failures(Kind.ISSUE, one -> one.status() != 0))
                .containsExactlyEntriesOf(java.util.Map.of("404 unknown-subject", 1));
    }

    @Test
    void aSecondAnswerThatSaysSomethingElseIsADuplicateAndIsWrittenDown(@TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("truth.jsonl");
        try (SiteTruth truth = new SiteTruth(file, CLOCK)) {
            SiteTruth.Sent one = paper("1");
            truth.sent(one);
            truth.sent(paper("2"));
            truth.acknowledged(one, "a", answer("p1", "n1", "leaf-a"));
            truth.acknowledged(one, "b", answer("p1", "n1", "leaf-b"));
            assertThat(truth.twice()).isEmpty();
            assertThat(truth.told("1")).containsExactly("leaf-a", "leaf-b");
            truth.acknowledged(one, "c", answer("p1", "n2", "leaf-c"));
            assertThat(truth.twice()).singleElement().asString().contains("n1 at a", "n2 at c");
            assertThat(truth.of("1").orElseThrow().grade()).isEqualTo("sealed");
            assertThat(truth.open())
                    .extracting(sent -> sent.command().operation())
                    .containsExactly("2");
        }
        assertThat(Files.readAllLines(file)).hasSize(3).first().asString().contains("\"sealed\"");
    }

    @Test
    void aCampaignTakesWhatItHasLeastOfAndGoesOnAfterACut(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("campaign.jsonl");
        Set<SiteCampaign.Step> first = new HashSet<>();
        for (int i = 0; i < SiteCampaign.steps().size(); i++) {
            SiteCampaign.Step step = new SiteCampaign(file).next(_ -> true).orElseThrow();
            first.add(step);
            new SiteCampaign(file).add(run(step, 0));
        }
        assertThat(first).containsExactlyInAnyOrderElementsOf(SiteCampaign.steps());
        Files.writeString(file, "{\"name\":\"fre", StandardOpenOption.APPEND);
        SiteCampaign again = new SiteCampaign(file);
        assertThat(again.runs()).hasSize(SiteCampaign.steps().size());
        // of site-loss five are wanted at each site, with and without etcd's leader; freeze: ten
        assertThat(again.next(_ -> true).orElseThrow().kind())
                .isEqualTo(SiteDrillKind.PRIMARY_KILL);
    }

    @Test
    void aReportPassesOnlyWhenNothingIsMissingDoubledOrWrong() {
        SiteCampaign.Step step = SiteCampaign.steps().getFirst();
        SiteReport good =
                new SiteReport("x", CLOCK.instant(), 2, List.of(run(step, 0), run(step, 0)));
        assertThat(good.passed()).isTrue();
        for (String member : List.of("missing", "duplicated", "wrong", "neverAnswered")) {
            SiteRun bad = run(step, 0).put(member, 1);
            SiteReport report = new SiteReport("x", CLOCK.instant(), 2, List.of(run(step, 0), bad));
            assertThat(report.passed()).as(member).isFalse();
        }
        assertThat(new SiteRun(JsonMapper.shared().createObjectNode()).passed()).isFalse();
        var json = JsonMapper.shared().readTree(good.json());
        assertThat(json.path("n").asInt()).isEqualTo(2);
        assertThat(json.path("spreads").path("issueGapMillis").path("largest").asInt())
                .isEqualTo(40);
        assertThat(json.path("spreads").path("noticedMillis").path("n").asInt()).isZero();
    }

    @Test
    void aRunInWhichNoMoveIsTakenAfterHealingFails(@TempDir Path folder) throws Exception {
        SiteCampaign.Step step = SiteCampaign.steps().getFirst();
        try (SiteTruth truth = new SiteTruth(folder.resolve("truth.jsonl"), CLOCK)) {
            truth.acknowledged(move("early"), "a", moved("m1"));
            long healed = System.nanoTime();
            truth.acknowledged(paper("1"), "a", answer("p1", "n1", "leaf-a"));
            List<String> findings = new java.util.ArrayList<>();
            SiteRun run = run(step, 0);
            run.taken(truth, healed, findings);
            assertThat(findings).containsExactly("taken: none of the moves after healing");
            assertThat(run.json().path("papersAfterHealing").asInt(-1)).isEqualTo(1);
            assertThat(run.json().path("movesAfterHealing").asInt(-1)).isZero();
            assertThat(run.put("findings", findings).passed()).isFalse();
            truth.acknowledged(move("late"), "a", moved("m2"));
            findings.clear();
            run.taken(truth, healed, findings);
            assertThat(findings).isEmpty();
            assertThat(run.put("findings", findings).passed()).isTrue();
        }
    }

    @Test
    void movesRefusedByACodeThatFollowsFromNoRuleAreAFinding() {
        SiteRun run = run(SiteCampaign.steps().getFirst(), 0);
        ObjectNode json = run.json();
        json.putObject("moveRefused")
                .put("202 held", 4)
                .put("422 record-changed", 3)
                .put("403 wrong-office", 2);
        json.putObject("issueRefused").put("403 restricted-subject", 1);
        SiteRun refused = new SiteRun(json);
        List<String> findings = new java.util.ArrayList<>();
        refused.refusals(findings);
        assertThat(findings).containsExactly("refused: 2 moves with 403 wrong-office");
        assertThat(refused.json().path("movesWronglyRefused").asInt(-1)).isEqualTo(2);
        assertThat(refused.json().path("wronglyRefused").asInt(-1)).isZero();
    }

    @Test
    void resultsOfEarlierJudgesAreStillRead() throws Exception {
        Path old =
                Path.of(System.getProperty("holdfast.home", ".."))
                        .resolve("docs/results/campaign-20261127.jsonl");
        List<SiteRun> runs = new SiteCampaign(old).runs();
        assertThat(runs).hasSizeGreaterThan(50).allMatch(SiteRun::passed);
        assertThat(new SiteDistribution(runs).markdown()).contains("| primary-kill |");
    }

    @Test
    void aCampaignLeavesOutWhatItsClusterCannotDo(@TempDir Path folder) throws Exception {
        SiteCampaign campaign = new SiteCampaign(folder.resolve("campaign.jsonl"));
        for (int i = 0; i < 200; i++) {
            SiteCampaign.Step step =
                    campaign.next(kind -> kind == SiteDrillKind.FREEZE).orElse(null);
            if (step == null) {
                break;
            }
            campaign.add(run(step, 0));
        }
        assertThat(campaign.runs()).hasSize(SiteDrillKind.FREEZE.repeats());
        // a drill of one link is another than that of a whole site
        for (int i = 0; i < SiteDrillKind.LONG_PACKETS.repeats(); i++) {
            campaign.add(
                    new SiteRun(
                            linkOrder(SiteDrillKind.LONG_PACKETS),
                            List.of("a", "b"),
                            "a",
                            CLOCK.instant()));
        }
        assertThat(campaign.next(kind -> kind == SiteDrillKind.LONG_PACKETS)).isPresent();
        assertThat(SiteDrillKind.LONG_PACKETS.isPossible(Set.of())).isFalse();
        assertThat(SiteDrillKind.faults())
                .containsKeys("long-packets", "clock of etcd, Patroni and PostgreSQL");
    }

    @Test
    void theDistributionCountsByDrill() {
        List<SiteRun> runs = new java.util.ArrayList<>();
        SiteCampaign.Step kill = SiteCampaign.steps().getFirst();
        for (int i = 0; i < 3; i++) {
            runs.add(run(kill, i == 2 ? 1 : 0).put("issueGapMillis", 1_000 * (i + 1)));
        }
        assertThat(new SiteDistribution(runs).markdown())
                .contains("| primary-kill | 3 | 2 | 0 | 0 | 1 | 0 | 0 | 0 |")
                .contains(
                        "| primary-kill | longest time without a paper | 3 | 1.0 | 2.0 | 3.0 | 3.0 |");
    }

    @Test
    void aCauseNamesTheFaultAndTheSite() {
        SiteDrillKind kind = SiteDrillKind.LONG_PACKETS;
        List<String> b = List.of("b");
        String alarm =
                "alarm at site %s: long-packets-lost-%s: long packets are lost from %s to %s";
        assertThat(SiteWatch.names(alarm.formatted("a", "b-a", "b", "a"), kind, b)).isTrue();
        assertThat(SiteWatch.names(alarm.formatted("b", "a-c", "a", "c"), kind, b)).isFalse();
        assertThat(SiteWatch.names("not whole (site b is not whole)", kind, b)).isFalse();
        assertThat(SiteWatch.names("site b is dead", SiteDrillKind.SITE_LOSS, b)).isTrue();
        assertThat(
                        SiteWatch.names(
                                "alarm at site b: disk-slow-b: a forced write of 4 KB takes 3 ms",
                                SiteDrillKind.SLOW_DISK,
                                List.of("a")))
                .isFalse();
    }

    @Test
    void aNoteVouchesForTheVeryBytes() throws Exception {
        var pair = java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        NoteSigner signer = NoteSigner.of("x.operator", pair.getPrivate(), pair.getPublic());
        SiteCampaign.Step step = SiteCampaign.steps().getFirst();
        SiteReport report =
                new SiteReport("x", CLOCK.instant(), 1, List.of(run(step, 0)))
                        .signedBy(signer.vkey());
        byte[] file = report.json().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        SignedNote note = SignedNote.parse(ReportNote.sign(report, file, signer).bytes());
        assertThat(ReportNote.verify(note, file, signer.verifier())).contains("runs 1");
        assertThat(report.json()).contains(signer.vkey());
        assertThat(report.html()).contains(SitePage.escaped(signer.vkey()));
        file[100] ^= 1;
        assertThatThrownBy(() -> ReportNote.verify(note, file, signer.verifier()))
                .isInstanceOf(DrillFault.class)
                .hasMessageContaining("another file");
        var other = java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        NoteSigner stranger = NoteSigner.of("x.operator", other.getPrivate(), other.getPublic());
        assertThatThrownBy(() -> ReportNote.verify(note, file, stranger.verifier()))
                .isInstanceOf(JournalRefusal.class);
    }

    @Test
    void thePageDrawsTheTimelineAndRunsNothing() {
        SiteCampaign.Step step = SiteCampaign.steps().getFirst();
        SiteRun run = run(step, 1);
        run.put("causeNamed", "<script>alert(1)</script>");
        String page = new SiteReport("x", CLOCK.instant(), 1, List.of(run)).html();
        assertThat(page).contains("<svg", "class=\"fault\"", "Failed.").doesNotContain("<script");
        assertThat(page).doesNotContain("http://", "https://", " src=", "@import");
    }

    private static SiteRun run(SiteCampaign.Step step, long missing) {
        SiteOrder order =
                new SiteOrder(
                        step.kind(),
                        step.site(),
                        step.withEtcdLeader(),
                        16,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(60));
        SiteRun run = new SiteRun(order, List.of(step.site().orElse("b")), "b", CLOCK.instant());
        run.put("missing", missing).put("duplicated", 0).put("wrong", 0).put("neverAnswered", 0);
        run.put("issueGapMillis", 40).put("noticedMillis", -1);
        ObjectNode json = run.json();
        ObjectNode line = json.putObject("timeline");
        line.put("injectedMillis", 5_000).put("healedMillis", 25_000).put("endMillis", 30_000);
        line.putArray("issue").add(1).add(0).add(4);
        line.putArray("primary").addObject().put("atMillis", 0).put("site", "b");
        return new SiteRun(json);
    }

    private static SiteTruth.Sent paper(String operation) {
        return new SiteTruth.Sent(
                new OfficeClient.Order(operation, "kr.resident-abstract", "kr-11110", "h", "drill")
                        .command(),
                "Somebody");
    }

    private static SiteTruth.Sent move(String operation) {
        return new SiteTruth.Sent(
                Command.move(operation, "kr-11110", "h", "Station Road 1", "2026-11-27"),
                "Somebody");
    }

    private static ObjectNode moved(String id) {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("id", id);
        json.putArray("receipts").addObject().put("grade", "sealed").put("leafHash", id);
        return json;
    }

    private static ObjectNode answer(String id, String number, String leaf) {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("id", id);
        json.put("number", number);
        json.putObject("receipt").put("grade", "sealed").put("leafHash", leaf);
        return json;
    }
}
