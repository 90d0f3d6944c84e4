// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.holdfast.drills.SiteSamples.Kind;
import org.holdfast.drills.SiteSamples.Sample;
import org.holdfast.drills.SiteTruth.Form;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What one run of a drill of the sites measured and found, as it is written down: docs/drills.md
/// names the members. For one thread.
public final class SiteRun {
    /// Width of a bar in the timeline.
    static final int BIN_MILLIS = 100;

    /// Between two moves that go on: one that takes longer was waited for.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final List<String> LOST = List.of("missing", "duplicated", "wrong");
    private static final int MOST_FINDINGS = 100;
    private static final int MOST_SLOW = 12;

    /// Why a run could not be ended.
    static final String ABORTED = "aborted";

    /// Refusals of papers that follow from a rule about the person, or from a service's bound on
    /// how old facts may be, and not from the state of the office.
    private static final Set<String> LAWFUL =
            Set.of(
                    "facts-too-old",
                    "restricted-subject",
                    "restricted-applicant",
                    "abstract-only",
                    "status-not-issuable",
                    "unprintable-name",
                    "erased");

    /// The same of moves: the person or the household, somebody else's change of it, an officer who
    /// must decide first.
    private static final Set<String> LAWFUL_OF_MOVES =
            Set.of(
                    "record-changed",
                    "same-address",
                    "held",
                    "refused",
                    "erased",
                    "facts-too-old",
                    "restricted-subject",
                    "restricted-applicant",
                    "status-not-issuable");

    private final ObjectNode json;
    private Window window = new Window(0, 0, 0, 0);

    /// By the clock of [System#nanoTime].
    ///
    /// @param end when nothing more became due
    record Window(long begun, long injected, long healed, long end) {
        long millis(long at) {
            return (at - begun) / 1_000_000;
        }
    }

    SiteRun(SiteOrder order, List<String> victims, String primary, Instant date) {
        json = JsonMapper.shared().createObjectNode();
        json.put("drill", order.kind().word()).put("name", order.kind().word());
        json.put("date", date.toString());
        json.put("site", String.join("+", victims)).put("primary", primary);
        order.link().ifPresent(link -> json.put("link", link.toString()));
        json.put("withEtcdLeader", order.withEtcdLeader()).put("perSecond", order.perSecond());
    }

    /// One that was written down.
    SiteRun(ObjectNode json) {
        this.json = json;
    }

    /// A run that could not be ended: it counts as failed.
    ///
    /// @param why in words
    static SiteRun aborted(SiteOrder order, Instant date, String why) {
        List<String> site =
                order.link()
                        .map(SiteLink::ends)
                        .or(() -> order.site().map(List::of))
                        .orElse(List.of("-"));
        SiteRun run = new SiteRun(order, site, "-", date).put(ABORTED, why);
        run.json.putArray("findings").add("aborted: " + why);
        return run;
    }

    SiteRun put(String member, long value) {
        json.put(member, value);
        return this;
    }

    SiteRun put(String member, String value) {
        json.put(member, value);
        return this;
    }

    SiteRun put(String member, List<String> values) {
        ArrayNode list = json.putArray(member);
        values.forEach(list::add);
        return this;
    }

    /// Whether it could not be ended.
    public boolean isAborted() {
        return json.has(ABORTED);
    }

    void times(Instant injected, Instant healed, Window at) {
        window = at;
        json.put("injectedAt", injected.toString()).put("healedAt", healed.toString());
    }

    void measured(SiteSamples samples, SiteWatch watch, String primary, SiteDrillKind kind) {
        // Gaps are looked for until the load ended: what hurts may come with the healing.
        long from = window.injected();
        for (Kind one : Kind.values()) {
            measured(samples, one, from);
        }
        List<String> victims = List.of(json.path("site").asString("").split("\\+", -1));
        json.put("noticedMillis", watch.noticedMillis(from));
        Optional<SiteWatch.Named> cause = watch.cause(from, kind, victims);
        json.put("causeNamed", cause.map(SiteWatch.Named::words).orElse(""));
        json.put("causeMillis", cause.map(SiteWatch.Named::millis).orElse(-1L));
        json.put("primaryMovedMillis", watch.primaryMovedMillis(from, primary));
        json.put(
                "movesBackMillis",
                samples.backMillis(Kind.MOVE, from, window.healed(), LONGEST_PAUSE));
        timeline(samples, watch);
    }

    /// Papers and moves that were refused though nothing about the people forbids them; puts how
    /// many.
    void refusals(List<String> findings) {
        json.put("wronglyRefused", refusals("issueRefused", LAWFUL, "papers", findings));
        json.put(
                "movesWronglyRefused", refusals("moveRefused", LAWFUL_OF_MOVES, "moves", findings));
    }

    private long refusals(String member, Set<String> lawful, String things, List<String> findings) {
        long all = 0;
        for (Map.Entry<String, JsonNode> one : json.path(member).properties()) {
            String code = one.getKey().substring(one.getKey().indexOf(' ') + 1);
            if (!lawful.contains(code)) {
                long count = one.getValue().asLong(0);
                all += count;
                findings.add("refused: %d %s with %s".formatted(count, things, one.getKey()));
            }
        }
        return all;
    }

    /// What was taken, and whether the office works again: a run in which nothing is acknowledged
    /// loses nothing and proves nothing. Puts how much.
    ///
    /// @param healedNanos when the fault was healed, by [System#nanoTime]
    void taken(SiteTruth truth, long healedNanos, List<String> findings) {
        for (Form form : List.of(Form.PAPER, Form.MOVE)) {
            String things = form == Form.PAPER ? "papers" : "moves";
            long after = truth.since(form, healedNanos);
            json.put(things + "AfterHealing", after);
            if (after == 0) {
                findings.add("taken: none of the " + things + " after healing");
            }
        }
    }

    /// What was done to protect people, and refusals of it that nothing explains.
    void deeds(SiteDeeds deeds, SiteTruth truth, List<String> findings) {
        json.put("blocks", count(truth, Form.BLOCK)).put("lifts", count(truth, Form.LIFT));
        json.put("withdrawals", count(truth, Form.WITHDRAWAL));
        json.set("deedRefused", counts(deeds.refused()));
        deeds.wronglyRefused()
                .forEach(one -> findings.add("refused: a block, lift or withdrawal with " + one));
    }

    private static long count(SiteTruth truth, Form form) {
        return truth.all().stream().filter(one -> one.form() == form).count();
    }

    private void measured(SiteSamples samples, Kind kind, long from) {
        String word = word(kind);
        json.put(word + "s", samples.good(kind));
        json.put(word + "GapMillis", samples.gapMillis(kind, from, window.end()));
        if (kind == Kind.MOVE) {
            json.put("writeGapMillis", json.path("moveGapMillis").asLong(-1));
        }
        json.put(word + "CalmGapMillis", samples.gapMillis(kind, from - 4_000_000_000L, from));
        for (int percent : new int[] {50, 95, 99}) {
            json.put(
                    word + "P" + percent + "Millis",
                    samples.percentileMillis(kind, percent / 100.0, from, window.end()));
        }
        json.put(
                word + "CalmP99Millis", samples.percentileMillis(kind, 0.99, window.begun(), from));
        Predicate<Sample> refused = one -> one.status() != 0;
        json.set(word + "Refused", counts(samples.failures(kind, refused)));
        json.set(word + "Unanswered", counts(samples.failures(kind, refused.negate())));
    }

    private static ObjectNode counts(Map<String, Integer> counts) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        new TreeMap<>(counts).forEach(node::put);
        return node;
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(java.util.Locale.ROOT);
    }

    private void timeline(SiteSamples samples, SiteWatch watch) {
        ObjectNode line = json.putObject("timeline");
        line.put("binMillis", BIN_MILLIS);
        line.put("injectedMillis", window.millis(window.injected()));
        line.put("healedMillis", window.millis(window.healed()));
        line.put("endMillis", window.millis(window.end()));
        for (Kind kind : List.of(Kind.ISSUE, Kind.MOVE)) {
            ArrayNode bins = line.putArray(word(kind));
            for (int count :
                    samples.bins(kind, window.begun(), window.end(), BIN_MILLIS * 1_000_000L)) {
                bins.add(count);
            }
        }
        ArrayNode slowest = line.putArray("slowest");
        for (SiteSamples.Sample one :
                samples.slowest(Kind.ISSUE, MOST_SLOW, window.injected(), window.end())) {
            ArrayNode ways =
                    slowest.addObject()
                            .put("dueMillis", window.millis(one.dueNanos()))
                            .put("millis", one.millis())
                            .putArray("ways");
            for (SiteAsk.Way way : one.ways()) {
                ways.addObject()
                        .put("site", way.site())
                        .put("afterMillis", way.afterMillis())
                        .put("tookMillis", way.tookMillis())
                        .put("said", way.said());
            }
        }
        ArrayNode primaries = line.putArray("primary");
        for (Map.Entry<Long, String> change : watch.primaries(window.begun())) {
            primaries.addObject().put("atMillis", change.getKey()).put("site", change.getValue());
        }
    }

    void judged(SiteTruth truth, SiteJudge.Judged judged, List<String> findings) {
        json.put("acknowledged", truth.operations());
        long burnt = json.path("burnt").asLong(0);
        json.put("missing", judged.missing() + burnt).put("duplicated", judged.duplicated());
        json.put("wrong", judged.wrong() + json.path("wrongLooks").asLong(0));
        json.put("mirroredReceipts", judged.mirrored()).put("thin", judged.thin());
        json.put("otherEntries", judged.otherEntries());
        json.put("rowsCompared", judged.rows());
        json.put("filed", truth.filings().size());
        json.put("filedEntered", judged.filed().entered()).put("filedHeld", judged.filed().held());
        json.put("filedRefused", judged.filed().refused());
        json.put("papersAfterMoves", judged.fresh().after());
        json.put("papersAsOfEarlier", judged.fresh().earlier());
        Map<String, Integer> grades = new TreeMap<>();
        truth.all().forEach(one -> grades.merge(one.grade(), 1, Integer::sum));
        json.set("toldGrades", counts(grades));
        ArrayNode list = json.putArray("findings");
        findings.stream().limit(MOST_FINDINGS).forEach(list::add);
    }

    /// Nothing acknowledged was missing, doubled or wrong, what is promised of this fault was kept,
    /// and nothing else was found: a cluster that does not become whole, a copy that cannot be
    /// read, a paper that was refused. Targets that were missed are stated and fail nothing
    /// ([SiteTargets]).
    public boolean passed() {
        return LOST.stream().allMatch(member -> json.path(member).asLong(-1) == 0)
                && json.path("neverAnswered").asLong(0) == 0
                && json.path("unkept").asLong(0) == 0
                && json.path("findings").isEmpty()
                && !isAborted();
    }

    /// Everything, as an object of its own.
    public ObjectNode json() {
        return json.deepCopy();
    }

    /// One line for people.
    public String words() {
        if (isAborted()) {
            return "%s at %s: aborted: %s"
                    .formatted(
                            json.path("name").asString(""),
                            json.path("site").asString(""),
                            json.path(ABORTED).asString(""));
        }
        return "%s at %s%s: %d acknowledged, %d missing, %d duplicated, %d wrong, %d unknown; issuing gap %d ms, p99 %d ms; moves gap %d ms; noticed after %d ms (%s)%s"
                .formatted(
                        json.path("name").asString(""),
                        json.path("site").asString(""),
                        json.path("withEtcdLeader").asBoolean(false) ? " with etcd's leader" : "",
                        json.path("acknowledged").asLong(0),
                        json.path("missing").asLong(0),
                        json.path("duplicated").asLong(0),
                        json.path("wrong").asLong(0),
                        json.path("unknown").asLong(0),
                        json.path("issueGapMillis").asLong(0),
                        json.path("issueP99Millis").asLong(0),
                        json.path("moveGapMillis").asLong(0),
                        json.path("noticedMillis").asLong(0),
                        json.path("causeNamed").asString(""),
                        targets());
    }

    private String targets() {
        String missed =
                json.path("missed")
                        .valueStream()
                        .map(one -> one.asString(""))
                        .collect(Collectors.joining(", "));
        return (missed.isEmpty() ? "" : "; MISSED targets: " + missed)
                + (SiteTargets.isCold(json)
                        ? "; nodes were not warm: p99 %d ms before the fault"
                                .formatted(json.path("issueCalmP99Millis").asLong(0))
                        : "");
    }
}
