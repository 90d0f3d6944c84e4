// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.journal.NoteSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A series that breaks, runs with findings, and targets that are missed.
class SiteSeriesTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-27T09:00:00Z"));

    @Test
    void everyRunIsWrittenDownAndOneThatBreaksIsAFailedOne(@TempDir Path folder) throws Exception {
        for (Exception broken :
                List.of(
                        new DrillFault("the cluster is not whole"),
                        new IOException("no space"),
                        new IllegalStateException())) {
            SiteCampaign file = new SiteCampaign(folder.resolve(broken.getClass() + ".jsonl"));
            List<SiteRun> told = new ArrayList<>();
            SiteSeries series =
                    new SiteSeries(
                            order -> {
                                if (told.size() == 2) {
                                    if (broken instanceof IOException io) {
                                        throw io;
                                    }
                                    throw (RuntimeException) broken;
                                }
                                return good(order);
                            },
                            file,
                            CLOCK,
                            told::add);
            List<SiteRun> runs = series.runs(30, _ -> order(SiteDrillKind.SITE_LOSS));
            assertThat(runs).hasSize(3);
            assertThat(told).isEqualTo(runs);
            assertThat(runs.getLast().isAborted()).isTrue();
            assertThat(runs.getLast().passed()).isFalse();
            // on the disk, in the report and under the signature
            assertThat(file.runs()).hasSize(3);
            SiteReport report = new SiteReport("site-loss", CLOCK.instant(), 30, runs);
            assertThat(report.passed()).isFalse();
            JsonNode json = JsonMapper.shared().readTree(report.json());
            assertThat(json.path("wanted").asInt()).isEqualTo(30);
            assertThat(json.path("n").asInt()).isEqualTo(3);
            assertThat(json.path("aborted").asInt()).isEqualTo(1);
            assertThat(json.path("verdict").asString()).contains("3 of 30 runs", "1 aborted");
            assertThat(json.path("runs").path(2).path("aborted").asString()).isNotEmpty();
            assertThat(note(report))
                    .contains("wanted 30\n", "runs 3\n", "aborted 1\n", "passed no");
            assertThat(report.html()).contains("Failed.", "3 of 30 runs, 2 passed, 1 aborted");
        }
    }

    @Test
    void fewerRunsThanWantedDoNotPassThoughEachDid() {
        List<SiteRun> two =
                List.of(good(order(SiteDrillKind.FREEZE)), good(order(SiteDrillKind.FREEZE)));
        assertThat(new SiteReport("freeze", CLOCK.instant(), 2, two).passed()).isTrue();
        assertThat(new SiteReport("freeze", CLOCK.instant(), 3, two).passed()).isFalse();
    }

    @Test
    void anAbortedRunOfACampaignIsKeptAndItsStepIsStillWanted(@TempDir Path folder)
            throws Exception {
        SiteCampaign campaign = new SiteCampaign(folder.resolve("campaign.jsonl"));
        int freezes = 0;
        campaign.add(SiteRun.aborted(order(SiteDrillKind.FREEZE), CLOCK.instant(), "no"));
        while (campaign.next(kind -> kind == SiteDrillKind.FREEZE).isPresent() && freezes < 50) {
            campaign.add(good(order(SiteDrillKind.FREEZE)));
            freezes++;
        }
        assertThat(freezes).isEqualTo(SiteDrillKind.FREEZE.repeats());
        assertThat(new SiteDistribution(campaign.runs()).markdown())
                .contains("| freeze | 11 | 10 | 1 |");
    }

    @Test
    void aFindingFailsARun() {
        SiteRun run = good(order(SiteDrillKind.FREEZE));
        assertThat(run.passed()).isTrue();
        run.put("findings", List.of("not whole within PT4M of healing"));
        assertThat(run.passed()).isFalse();
    }

    @Test
    void papersThatNoRuleForbidsMustNotBeRefused() {
        SiteRun run = good(order(SiteDrillKind.FREEZE));
        ObjectNode json = run.json();
        json.putObject("issueRefused").put("404 unknown-subject", 52).put("403 facts-too-old", 3);
        SiteRun refused = new SiteRun(json);
        List<String> findings = new ArrayList<>();
        refused.refusals(findings);
        assertThat(findings).containsExactly("refused: 52 papers with 404 unknown-subject");
        assertThat(refused.json().path("wronglyRefused").asInt()).isEqualTo(52);
        json.putObject("issueRefused").put("403 facts-too-old", 3);
        findings.clear();
        new SiteRun(json).refusals(findings);
        assertThat(findings).isEmpty();
    }

    @Test
    void aMissedTargetIsSaidEverywhereAndFailsNothing() {
        SiteRun slow = good(order(SiteDrillKind.SITE_LOSS));
        slow.put("issueGapMillis", 1_013).put("issueP99Millis", 2_468).put("moveGapMillis", 20_000);
        slow.put("issueCalmP99Millis", 29_000);
        SiteTargets.check(SiteDrillKind.SITE_LOSS, slow);
        assertThat(slow.passed()).isTrue();
        assertThat(slow.words()).contains("issueGapMillis 1013 > 1000", "nodes were not warm");
        assertThat(slow.json().path("cold").asInt()).isEqualTo(1);
        List<SiteRun> runs = new ArrayList<>(List.of(slow));
        for (int i = 0; i < 29; i++) {
            runs.add(good(order(SiteDrillKind.SITE_LOSS)));
        }
        SiteReport report = new SiteReport("site-loss", CLOCK.instant(), 30, runs);
        assertThat(report.passed()).isTrue();
        // one run of thirty may be slower in writes; no paper may
        assertThat(report.verdict()).contains("2 targets MISSED");
        assertThat(report.words())
                .anyMatch(line -> line.contains("p99") && line.contains("MISSED (1 of 30"))
                .anyMatch(line -> line.contains("without a move") && line.contains("reached"));
        assertThat(report.html()).contains("2 targets MISSED", "1 of these on nodes");
        assertThat(note(report)).contains("targets missed 2\n");
        assertThat(new SiteDistribution(runs).markdown())
                .contains("| 1.0 | 2.5 | **missed** | 1 of 30 | 1 |")
                .contains("| 15.0 | 5.0 | reached | 1 of 30 | 1 |");
    }

    @Test
    void whereTwoSitesAreHitNoTimeIsPromised() {
        assertThat(SiteTargets.of(SiteDrillKind.TWO_SITES)).isEmpty();
        SiteRun run = good(order(SiteDrillKind.SWIZZLE)).put("issueGapMillis", 9_000);
        SiteTargets.check(SiteDrillKind.SWIZZLE, run);
        assertThat(run.json().path("missed")).isEmpty();
    }

    private static String note(SiteReport report) {
        try {
            var pair = java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            NoteSigner signer = NoteSigner.of("x.operator", pair.getPrivate(), pair.getPublic());
            return ReportNote.sign(report, new byte[0], signer).text();
        } catch (java.security.GeneralSecurityException none) {
            throw new IllegalStateException(none);
        }
    }

    private static SiteOrder order(SiteDrillKind kind) {
        return new SiteOrder(
                kind, Optional.of("a"), false, 16, Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    private static SiteRun good(SiteOrder order) {
        SiteRun run = new SiteRun(order, List.of("a"), "a", CLOCK.instant());
        for (String member : List.of("missing", "duplicated", "wrong", "neverAnswered")) {
            run.put(member, 0);
        }
        return run.put("issueGapMillis", 100)
                .put("issueP99Millis", 200)
                .put("moveGapMillis", 5_000)
                .put("findings", List.of());
    }
}
