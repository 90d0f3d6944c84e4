// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How the results of a campaign spread, as Markdown tables for docs/drills.md: by drill what was
/// acknowledged and lost, and by drill and measure the spread in seconds.
public final class SiteDistribution {
    private static final Map<String, String> MEASURES = measures();

    private final List<SiteRun> runs;

    public SiteDistribution(List<SiteRun> runs) {
        this.runs = List.copyOf(runs);
    }

    private static Map<String, String> measures() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("issueGapMillis", "longest time without a paper");
        words.put("issueP99Millis", "time to a paper, p99 of a run");
        words.put("moveGapMillis", "longest time without a move");
        words.put("causeMillis", "until the cause was named");
        words.put("primaryMovedMillis", "until another site had the primary");
        words.put("wholeMillis", "from healing until whole");
        return words;
    }

    /// Both tables, with the dates of the first and the last run.
    public String markdown() {
        Map<String, SiteReport> drills =
                runs.stream()
                        .collect(
                                Collectors.groupingBy(
                                        SiteDistribution::name,
                                        java.util.TreeMap::new,
                                        Collectors.collectingAndThen(
                                                Collectors.toList(),
                                                some ->
                                                        new SiteReport(
                                                                "",
                                                                Instant.EPOCH,
                                                                some.size(),
                                                                some))));
        List<String> lines = new ArrayList<>();
        List<String> dates =
                runs.stream().map(run -> run.json().path("date").asString("")).sorted().toList();
        if (!dates.isEmpty()) {
            lines.add(
                    "%d runs, %s to %s, %s papers a second."
                            .formatted(runs.size(), dates.getFirst(), dates.getLast(), rates()));
            lines.add("");
        }
        lines.add(
                "| drill | n | passed | aborted | acknowledged | missing | duplicated | wrong | unknown |");
        lines.add("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        drills.forEach((name, report) -> lines.add(counts(name, report)));
        lines.add("");
        lines.add("| drill | seconds | n | min | p50 | p95 | max |");
        lines.add("| --- | --- | --- | --- | --- | --- | --- |");
        drills.forEach((name, report) ->
                MEASURES.forEach((member, words) -> spread(lines, name, report, member, words)));
        targets(lines);
        return String.join("\n", lines) + "\n";
    }

    private void targets(List<String> lines) {
        List<SiteTargets.Standing> standings =
                SiteTargets.standings(runs.stream().map(SiteRun::json).toList());
        if (standings.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("| drill | target | at most, s | reached, s | | runs over it | of these cold |");
        lines.add("| --- | --- | --- | --- | --- | --- | --- |");
        for (SiteTargets.Standing one : standings) {
            lines.add(
                    "| %s | %s | %s | %s | %s | %d of %d | %d |"
                            .formatted(
                                    one.drill(),
                                    one.target().words(),
                                    SiteTargets.seconds(one.target().millis()),
                                    SiteTargets.seconds(one.reached()),
                                    one.isMissed() ? "**missed**" : "reached",
                                    one.missedBy(),
                                    one.runs(),
                                    one.cold()));
        }
    }

    private static String name(SiteRun run) {
        return run.json().path("name").asString("")
                + (run.json().path("withEtcdLeader").asBoolean(false) ? ", etcd's leader too" : "");
    }

    private String rates() {
        return runs.stream()
                .map(run -> run.json().path("perSecond").asString(""))
                .distinct()
                .sorted()
                .collect(Collectors.joining(" or "));
    }

    private static String counts(String name, SiteReport report) {
        List<String> cells = new ArrayList<>(List.of(name));
        cells.add(Integer.toString(report.count()));
        cells.add(Long.toString(report.good()));
        cells.add(Long.toString(report.aborted()));
        for (String member : SiteReport.SUMS) {
            cells.add(Long.toString(report.sum(member)));
        }
        return "| " + String.join(" | ", cells) + " |";
    }

    private static void spread(
            List<String> lines, String name, SiteReport report, String member, String words) {
        SiteReport.Spread spread = report.spreads().get(member);
        if (spread != null && spread.n() > 0) {
            lines.add(
                    "| %s | %s | %d | %s | %s | %s | %s |"
                            .formatted(
                                    name,
                                    words,
                                    spread.n(),
                                    SiteTargets.seconds(spread.smallest()),
                                    SiteTargets.seconds(spread.p50()),
                                    SiteTargets.seconds(spread.p95()),
                                    SiteTargets.seconds(spread.largest())));
        }
    }
}
