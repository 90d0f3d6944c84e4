// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The runs of one drill of the sites together: sums, and the spread of what was measured.
public final class SiteReport {
    /// Summed over the runs.
    static final List<String> SUMS =
            List.of("acknowledged", "missing", "duplicated", "wrong", "unknown");

    private static final List<String> SPREADS =
            List.of(
                    "issueGapMillis",
                    "issueP99Millis",
                    "moveGapMillis",
                    "noticedMillis",
                    "causeMillis",
                    "primaryMovedMillis",
                    "wholeMillis");

    private final String name;
    private final Instant date;
    private final List<SiteRun> runs;
    private final int wanted;
    private final Optional<String> signedBy;

    /// @param date of the report
    /// @param wanted how many runs there were to be
    public SiteReport(String name, Instant date, int wanted, List<SiteRun> runs) {
        this(name, date, wanted, runs, Optional.empty());
    }

    private SiteReport(
            String name, Instant date, int wanted, List<SiteRun> runs, Optional<String> signedBy) {
        this.name = name;
        this.date = date;
        this.wanted = wanted;
        this.runs = List.copyOf(runs);
        this.signedBy = signedBy;
    }

    /// The same report, which names the key (vkey) that signs it.
    public SiteReport signedBy(String key) {
        return new SiteReport(name, date, wanted, runs, Optional.of(key));
    }

    /// How many runs there were to be.
    int wanted() {
        return wanted;
    }

    /// How many runs could not be ended.
    long aborted() {
        return runs.stream().filter(SiteRun::isAborted).count();
    }

    /// Each target of each drill among the runs, and whether it was reached.
    List<SiteTargets.Standing> standings() {
        return SiteTargets.standings(runs());
    }

    /// The verdict in words: whether it passed, how many of the wanted runs were made and passed,
    /// and how many targets were missed.
    public String verdict() {
        long missed = standings().stream().filter(SiteTargets.Standing::isMissed).count();
        String made =
                wanted == runs.size()
                        ? runs.size() == 1 ? "1 run" : "%d runs".formatted(runs.size())
                        : "%d of %d runs".formatted(runs.size(), wanted);
        return "%s: %s, %d passed, %d aborted; %s"
                .formatted(
                        passed() ? "Passed" : "Failed",
                        made,
                        good(),
                        aborted(),
                        missed == 0
                                ? "no target missed"
                                : missed == 1 ? "1 target MISSED" : missed + " targets MISSED");
    }

    Optional<String> signedBy() {
        return signedBy;
    }

    int count() {
        return runs.size();
    }

    /// How many runs passed.
    long good() {
        return runs.stream().filter(SiteRun::passed).count();
    }

    /// How values spread.
    ///
    /// @param n how many were measured
    /// @param smallest -1: none was measured, and so for the others
    public record Spread(int n, long smallest, long p50, long p95, long largest) {
        static Spread of(long[] values) {
            long[] sorted = values.clone();
            Arrays.sort(sorted);
            return sorted.length == 0
                    ? new Spread(0, -1, -1, -1, -1)
                    : new Spread(
                            sorted.length,
                            sorted[0],
                            sorted[sorted.length / 2],
                            sorted[Math.min(sorted.length - 1, sorted.length * 95 / 100)],
                            sorted[sorted.length - 1]);
        }
    }

    /// Every run that was wanted was made and passed. Targets are stated beside it.
    public boolean passed() {
        return !runs.isEmpty() && runs.size() >= wanted && runs.stream().allMatch(SiteRun::passed);
    }

    /// Of every run where it was measured; -1 stands for "never" and is left out.
    Map<String, Spread> spreads() {
        Map<String, Spread> spreads = new TreeMap<>();
        for (String member : SPREADS) {
            spreads.put(
                    member,
                    Spread.of(
                            runs.stream()
                                    .mapToLong(run -> run.json().path(member).asLong(-1))
                                    .filter(value -> value >= 0)
                                    .toArray()));
        }
        return spreads;
    }

    long sum(String member) {
        return runs.stream().mapToLong(run -> run.json().path(member).asLong(0)).sum();
    }

    public String name() {
        return name;
    }

    public Instant date() {
        return date;
    }

    List<ObjectNode> runs() {
        List<ObjectNode> all = new ArrayList<>();
        runs.forEach(run -> all.add(run.json()));
        return all;
    }

    /// `{drill, name, date, wanted, n, aborted, passed, verdict, targets: [...], signedBy, sums,
    /// spreads, runs: [...]}`.
    public String json() {
        JsonMapper mapper = JsonMapper.shared();
        ObjectNode json = mapper.createObjectNode();
        json.put("drill", name).put("name", name).put("date", date.toString());
        json.put("wanted", wanted).put("n", runs.size()).put("aborted", aborted());
        json.put("passed", passed()).put("verdict", verdict());
        ArrayNode targets = json.putArray("targets");
        standings().forEach(one -> targets.add(one.words()));
        signedBy.ifPresent(key -> json.put("signedBy", key));
        ObjectNode sums = json.putObject("sums");
        SUMS.forEach(member -> sums.put(member, sum(member)));
        json.set("spreads", mapper.valueToTree(spreads()));
        json.putArray("runs").addAll(runs());
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    /// A page for people, complete in itself.
    public String html() {
        return new SitePage(this).html();
    }

    /// Lines for a terminal.
    public List<String> words() {
        List<String> words = new ArrayList<>();
        words.add((passed() ? "PASSED " : "FAILED ") + name + ", n = " + runs.size());
        words.add("  " + verdict());
        standings().forEach(one -> words.add("  " + one.words()));
        SUMS.forEach(member -> words.add("  " + member + ": " + sum(member)));
        spreads()
                .forEach((member, spread) ->
                        words.add(
                                "  %s: p50 %d  p95 %d  max %d  (n = %d)"
                                        .formatted(
                                                member,
                                                spread.p50(),
                                                spread.p95(),
                                                spread.largest(),
                                                spread.n())));
        return words;
    }
}
