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
    private final Optional<String> signedBy;

    /// @param date of the report
    public SiteReport(String name, Instant date, List<SiteRun> runs) {
        this(name, date, runs, Optional.empty());
    }

    private SiteReport(String name, Instant date, List<SiteRun> runs, Optional<String> signedBy) {
        this.name = name;
        this.date = date;
        this.runs = List.copyOf(runs);
        this.signedBy = signedBy;
    }

    /// The same report, which names the key (vkey) that signs it.
    public SiteReport signedBy(String key) {
        return new SiteReport(name, date, runs, Optional.of(key));
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

    public boolean passed() {
        return !runs.isEmpty() && runs.stream().allMatch(SiteRun::passed);
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

    String name() {
        return name;
    }

    Instant date() {
        return date;
    }

    List<ObjectNode> runs() {
        List<ObjectNode> all = new ArrayList<>();
        runs.forEach(run -> all.add(run.json()));
        return all;
    }

    /// `{name, date, n, passed, signedBy, sums, spreads, runs: [...]}`.
    public String json() {
        JsonMapper mapper = JsonMapper.shared();
        ObjectNode json = mapper.createObjectNode();
        json.put("name", name).put("date", date.toString()).put("n", runs.size());
        json.put("passed", passed());
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
