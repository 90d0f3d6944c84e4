// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.testing.Waiting.until;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.api.BlockReach;
import org.holdfast.cases.Answer;
import org.holdfast.cases.Blocks;
import org.holdfast.cases.OperationId;
import org.holdfast.database.Database;
import org.holdfast.identity.PeerTokens;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.Keys;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Position;
import org.holdfast.offices.OfficeCode;
import org.holdfast.sites.Probes;
import org.holdfast.sites.SiteDoors;
import org.holdfast.sites.SiteReport;
import org.holdfast.sites.SiteWatch;
import org.holdfast.sites.SitesSettings;
import org.holdfast.sites.WatchSettings;
import org.holdfast.testing.FakeSites;
import org.holdfast.testing.HeldAway;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Blocks by the API and at the counter's pages, and what is said of where they are in force.
final class BlocksFromOutsideTest extends AskedOffice {
    private static final String HERE = "kr-11110";
    private static final String ENGLISH = "; holdfast-language=en";

    private static String handle(int subject) {
        return subjects(HERE, false).get(subject).path("handle").asString("");
    }

    private static String blocks(int subject) {
        return "/api/v1/subjects/" + handle(subject) + "/blocks";
    }

    private static Map<String, Object> body() {
        return Map.of(
                "blocked",
                List.of(Map.of("name", "박가해", "birth", "1980-01-02")),
                "evidence",
                "상담사실 확인서");
    }

    /// A paper about the person alone: others of the household may be protected by other tests.
    private static Map<String, Object> asked() {
        return order("kr.resident-abstract", HERE, 3);
    }

    @Test
    void aBlockIsEnteredListedObeyedAndLifted() {
        String officer = token("officer", HERE);
        var paper = visitor.post("/api/v1/issuances", officer, asked());
        assertThat(paper.status()).as(paper.text()).isEqualTo(201);
        String operation = "op-" + UUID.randomUUID();
        var entered = visitor.post(blocks(3), officer, body(), operation);
        assertThat(entered.status()).as(entered.text()).isEqualTo(201);
        JsonNode block = entered.json();
        assertThat(block.path("state").asString("")).isEqualTo("in-force");
        assertThat(block.at("/inForce/everywhere").asBoolean(false)).isTrue();
        assertThat(block.at("/receipt/grade").asString("")).isEqualTo("sealed");
        var again = visitor.post(blocks(3), officer, body(), operation);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.json().at("/receipt/leafHash")).isEqualTo(block.at("/receipt/leafHash"));
        assertThat(visitor.post("/api/v1/issuances", officer, asked()).code())
                .isEqualTo("restricted-subject");
        JsonNode listed = visitor.get(blocks(3), officer).json().path("blocks");
        assertThat(listed.size()).isEqualTo(1);
        JsonNode read =
                visitor.get("/api/v1/sites/own", token("operator", "")).json().path("read").get(0);
        assertThat(read.path("journal")).isEqualTo(block.at("/receipt/journal"));
        assertThat(read.path("index").asLong(-1))
                .isGreaterThanOrEqualTo(block.at("/receipt/index").asLong(0));
        assertThat(listed.get(0).at("/blocked/0/birth").asString("")).isEqualTo("1980-01-02");
        assertThat(found(3, officer).path("restricted").asBoolean(false)).isTrue();
        String lift = "/api/v1/blocks/" + block.path("id").asString("") + "/lift";
        assertThat(visitor.post(lift, officer, Map.of("reason", "")).code())
                .isEqualTo("reason-missing");
        var lifted = visitor.post(lift, officer, Map.of("reason", "본인 신청"));
        assertThat(lifted.status()).as(lifted.text()).isEqualTo(201);
        assertThat(lifted.json().path("state").asString("")).isEqualTo("lifted");
        assertThat(lifted.json().has("inForce")).isFalse();
        assertThat(visitor.post(lift, officer, Map.of("reason", "본인 신청")).code())
                .isEqualTo("block-lifted");
        assertThat(found(3, officer).path("restricted").asBoolean(true)).isFalse();
        assertThat(visitor.post("/api/v1/issuances", officer, asked()).status()).isEqualTo(201);
    }

    private static JsonNode found(int subject, String officer) {
        String name = subjects(HERE, false).get(subject).path("name").asString("");
        return visitor.get(
                        "/api/v1/subjects?office="
                                + HERE
                                + "&q="
                                + URLEncoder.encode(name, StandardCharsets.UTF_8),
                        officer)
                .json()
                .path("subjects")
                .valueStream()
                .filter(one -> one.path("handle").asString("").equals(handle(subject)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void somebodyWhoComesWhileTheDatabaseIsAwayIsProtectedAtOnce() throws Exception {
        String officer = token("officer", HERE);
        Map<String, Object> order = order("kr.resident-abstract", HERE, 9);
        try (HeldAway _ = HeldAway.kill(data)) {
            until(() -> office.context().getBean(Database.class).pulse().isAway());
            var entered = visitor.post(blocks(9), officer, body());
            assertThat(entered.status()).as(entered.text()).isEqualTo(201);
            var refused = visitor.post("/api/v1/issuances", officer, order);
            assertThat(refused.code()).as(refused.text()).isEqualTo("restricted-subject");
            assertThat(visitor.get(blocks(9), officer).json().path("blocks").size()).isOne();
        }
        until(() -> !office.context().getBean(Database.class).pulse().isAway());
        until(() -> visitor.post("/api/v1/issuances", officer, order).status() != 503);
        assertThat(visitor.post("/api/v1/issuances", officer, order).code())
                .isEqualTo("restricted-subject");
    }

    @Test
    void othersAreRefusedAndWrongBodiesToo() {
        String officer = token("officer", HERE);
        assertThat(visitor.post(blocks(4), token("officer", "jp-131148"), body()).code())
                .isEqualTo("wrong-office");
        assertThat(visitor.get(blocks(4), token("operator", "")).status()).isEqualTo(403);
        assertThat(visitor.send(visitor.to(blocks(4))).status()).isEqualTo(401);
        assertThat(
                        visitor.post("/api/v1/subjects/kr-aaaaaaaaaaaaaaaa/blocks", officer, body())
                                .code())
                .isEqualTo("unknown-subject");
        assertThat(visitor.post(blocks(4), officer, Map.of()).code()).isEqualTo("evidence-missing");
        assertThat(
                        visitor.post(
                                        blocks(4),
                                        officer,
                                        Map.of("evidence", "x", "blocked", List.of("박가해")))
                                .code())
                .isEqualTo("bad-field");
        assertThat(
                        visitor.post(
                                        blocks(4),
                                        officer,
                                        Map.of(
                                                "evidence",
                                                "x",
                                                "blocked",
                                                List.of(Map.of("name", "박가해", "age", "40"))))
                                .code())
                .isEqualTo("unknown-field");
        assertThat(
                        visitor.post(
                                        blocks(4),
                                        officer,
                                        Map.of("evidence", "x", "until", "tomorrow"))
                                .code())
                .isEqualTo("bad-field");
        assertThat(
                        visitor.post(
                                        "/api/v1/blocks/k3x7q2m5v4n6p2r2k3x7q2m5v4/lift",
                                        officer,
                                        Map.of("reason", "x"))
                                .code())
                .isEqualTo("block-unknown");
        assertThat(visitor.get(blocks(4), officer).json().path("blocks").size()).isZero();
    }

    @Test
    void theCounterEntersAndLiftsABlockAndKeepsWhatWasTyped() {
        String cookie = visitor.enter(person("officer", HERE).path("login").asString(""));
        String page = "/counter/people/" + handle(5);
        Map<String, String> fields = new HashMap<>();
        fields.put("form", visitor.form(page, cookie));
        fields.put("operation", "op-" + UUID.randomUUID());
        fields.put("name1", "박가해");
        fields.put("birth1", "1980-01-02");
        fields.put("evidence", "상담사실 확인서");
        fields.put("until", "2001-01-01");
        var refused = sent(page + "/blocks", cookie, fields);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("value=\"박가해\"").contains("value=\"2001-01-01\"");
        fields.put(
                "until",
                LocalDate.ofInstant(Instant.now(), ZoneId.of("Asia/Seoul"))
                        .plusYears(1)
                        .toString());
        assertThat(sent(page + "/blocks", cookie, fields).status()).isEqualTo(303);
        String shown = visitor.page(page, cookie + ENGLISH).text();
        assertThat(shown)
                .contains("In force everywhere")
                .contains("박가해 (2 January 1980)")
                .contains("Issue restricted");
        Matcher lift =
                Pattern.compile("action=\"(" + page + "/blocks/[a-z0-9]+/lift)\"").matcher(shown);
        assertThat(lift.find()).isTrue();
        Map<String, String> lifting = new HashMap<>();
        lifting.put("form", "stolen");
        lifting.put("operation", "op-" + UUID.randomUUID());
        lifting.put("reason", "본인 신청");
        lifting.put("sure", "yes");
        assertThat(sent(lift.group(1), cookie, lifting).status()).isEqualTo(403);
        lifting.put("form", visitor.form(page, cookie));
        assertThat(sent(lift.group(1), cookie, lifting).status()).isEqualTo(303);
        assertThat(visitor.page(page, cookie + ENGLISH).text())
                .doesNotContain("In force everywhere")
                .doesNotContain("Issue restricted")
                .contains("본인 신청");
    }

    @Test
    void aJapaneseFormOffersAYear() {
        String cookie = visitor.enter(person("officer", "jp-131148").path("login").asString(""));
        String handle = subjects("jp-131148", false).getFirst().path("handle").asString("");
        String year =
                LocalDate.ofInstant(Instant.now(), ZoneId.of("Asia/Tokyo")).plusYears(1).toString();
        assertThat(visitor.page("/counter/people/" + handle, cookie).text())
                .contains("value=\"" + year + "\"");
    }

    private static Visitor.Answer sent(String path, String cookie, Map<String, String> fields) {
        return visitor.send(visitor.sending(path, fields).header("Cookie", cookie));
    }

    @Test
    void everywhereIsSaidOnlyOnTheWordOfEverySite() throws IOException {
        Blocks blocks = office.context().getBean(Blocks.class);
        Principal officer =
                new Principal(
                        "reach",
                        Role.OFFICER,
                        Optional.of(new OfficeCode(HERE)),
                        Optional.empty(),
                        "담당자");
        Answer<Blocks.Block> answer =
                blocks.enter(
                        new Blocks.BlockCommand(
                                officer,
                                new OperationId("reach-" + UUID.randomUUID()),
                                new SubjectHandle(handle(6)),
                                List.of(),
                                Optional.empty(),
                                "상담사실 확인서"));
        Blocks.Block block = ((Answer.Given<Blocks.Block>) answer).value();
        Position place = block.places().getFirst();
        String kind = place.journal().substring(0, place.journal().lastIndexOf('-'));
        int number = Integer.parseInt(place.journal().substring(kind.length() + 1));
        try (FakeSites sites = new FakeSites();
                SiteWatch watch = watch(settings(sites))) {
            BlockReach reach = new BlockReach(settings(sites), watch);
            said(reach, block, List.of("a"), List.of("b", "c"));
            sites.reports("b", report("b", place));
            sites.reports("c", report("c", new Position(place.journal(), "o", place.index() - 1)));
            said(reach, block, List.of("a", "b"), List.of("c"));
            sites.reports("c", report("c", new Position("nonsense", "o", 1_000_000)));
            said(reach, block, List.of("a", "b"), List.of("c"));
            sites.reports("c", report("c", new Position("other-" + (number + 1), "o", 1_000_000)));
            said(reach, block, List.of("a", "b"), List.of("c"));
            // What was said once is not asked again.
            sites.kill("b");
            sites.reports("c", report("c", new Position(kind + "-" + (number + 1), "o", 0)));
            said(reach, block, List.of("a", "b", "c"), List.of());
        }
        aNodesOwnWordCounts(block);
        theWordOfASilentSiteIsNotBelievedForEver(block, place);
    }

    private static void theWordOfASilentSiteIsNotBelievedForEver(Blocks.Block block, Position place)
            throws IOException {
        AtomicLong nanos = new AtomicLong();
        try (FakeSites sites = new FakeSites();
                SiteWatch watch = watch(settings(sites))) {
            BlockReach reach = new BlockReach(settings(sites), watch, nanos::get);
            sites.reports("b", report("b", place));
            sites.reports("c", report("c", place));
            said(reach, block, List.of("a", "b", "c"), List.of());
            sites.kill("c");
            nanos.addAndGet(Duration.ofSeconds(20).toNanos());
            said(reach, block, List.of("a", "b", "c"), List.of());
            nanos.addAndGet(1);
            said(reach, block, List.of("a", "b"), List.of("c"));
            // Nor does time make it so again.
            nanos.addAndGet(Duration.ofDays(3).toNanos());
            said(reach, block, List.of("a", "b"), List.of("c"));
            // Made anew since its word, it is asked anew.
            sites.reports("b", report("b", new Position(place.journal(), "o", 0)));
            nanos.addAndGet(Duration.ofSeconds(11).toNanos());
            said(reach, block, List.of("a"), List.of("b", "c"));
        }
    }

    /// The office itself in the place of site b, asked over its route with a peer token.
    private static void aNodesOwnWordCounts(Blocks.Block block) {
        URI node = URI.create(office.base());
        URI nowhere = URI.create("http://127.0.0.1:1");
        SequencedMap<String, SiteDoors> doors = new LinkedHashMap<>();
        doors.put("a", new SiteDoors(nowhere, nowhere, nowhere, nowhere));
        doors.put("b", new SiteDoors(node, nowhere, nowhere, nowhere));
        doors.put("c", new SiteDoors(nowhere, nowhere, nowhere, nowhere));
        String token =
                PeerTokens.make(
                        office.context().getBean(Keys.class),
                        "a",
                        Duration.ofHours(1),
                        InstantSource.system(),
                        new SecureRandom());
        WatchSettings settings =
                new WatchSettings("a", "x", doors, token, Optional.empty(), List::of);
        try (SiteWatch watch = watch(settings)) {
            said(new BlockReach(settings, watch), block, List.of("a", "b"), List.of("c"));
        }
    }

    private static void said(
            BlockReach reach, Blocks.Block block, List<String> at, List<String> waiting) {
        BlockReach.Reach now = reach.of(List.of(block)).get(block.id());
        assertThat(now).isEqualTo(new BlockReach.Reach(waiting.isEmpty(), at, waiting));
    }

    private static String report(String site, Position read) {
        return new SiteReport(
                        site,
                        Instant.EPOCH,
                        false,
                        false,
                        List.of(),
                        List.of(read),
                        List.of(),
                        List.of())
                .json();
    }

    private static WatchSettings settings(FakeSites sites) {
        SequencedMap<String, SiteDoors> doors = new LinkedHashMap<>();
        sites.addresses()
                .forEach((site, at) ->
                        doors.put(
                                site,
                                new SiteDoors(
                                        at, at, at, URI.create("tcp://" + at.getAuthority()))));
        return new WatchSettings("a", "x", doors, "t", Optional.empty(), List::of);
    }

    private static SiteWatch watch(WatchSettings settings) {
        var beans = office.context();
        InstantSource clock = InstantSource.system();
        return SiteWatch.of(
                settings,
                beans.getBean(Ledger.class),
                beans.getBean(Blocks.class)::read,
                Probes.of(SitesSettings.alone(), clock, new SecureRandom()),
                beans.getBean(Database.class).pulse(),
                clock);
    }
}
