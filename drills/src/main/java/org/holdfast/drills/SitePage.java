// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Draws a [SiteReport]: one HTML file without scripts and without anything fetched.
final class SitePage {
    private static final String STYLE =
            """
            :root { --ink: #14181f; --soft: #5a6472; --line: #d9dee5; --back: #ffffff; --issue: #1f5fbf;
              --move: #b3571b; --fault: #f6d9d7; --fault-ink: #9b1c13; --good: #1c6b3a; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e8ebf0; --soft: #a3adba; --line: #39424f;
              --back: #12161c; --issue: #7fb0ff; --move: #f0a267; --fault: #4a2623; --fault-ink: #ff9d94;
              --good: #7fd6a0; } }
            * { box-sizing: border-box; }
            body { margin: 0 auto; max-width: 76rem; padding: 1.25rem; background: var(--back); color: var(--ink);
              font: 1rem/1.5 system-ui, "Noto Sans", sans-serif; }
            h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
            h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
            p { margin: .25rem 0 .75rem; max-width: 70ch; }
            .soft { color: var(--soft); }
            .good { color: var(--good); font-weight: 600; }
            .bad { color: var(--fault-ink); font-weight: 600; }
            .wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; padding: .5rem; }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
            th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
            th:first-child, td:first-child { text-align: left; }
            th { font-weight: 600; }
            thead th { white-space: normal; vertical-align: bottom; }
            th[scope="row"] { white-space: normal; min-width: 7rem; }
            svg { display: block; width: 100%; min-width: 58rem; height: auto; }
            svg text { font: 12px system-ui, "Noto Sans", sans-serif; fill: var(--soft); }
            svg .strong { fill: var(--ink); font-weight: 600; }
            svg .issue { fill: var(--issue); } svg .move { fill: var(--move); }
            svg .fault { fill: var(--fault); } svg .edge { stroke: var(--fault-ink); stroke-width: 1; }
            svg .axis { stroke: var(--line); stroke-width: 1; }
            details { margin: .5rem 0; } summary { cursor: pointer; min-height: 2.75rem; padding: .6rem 0; }
            summary:focus-visible { outline: 3px solid var(--issue); outline-offset: 2px; }
            li { overflow-wrap: anywhere; }
            """;

    private static final Map<String, String> MEASURES =
            Map.of(
                    "issueGapMillis", "Longest time without a paper",
                    "issueP99Millis", "Time to a paper, p99",
                    "moveGapMillis", "Longest time without a move",
                    "noticedMillis", "Until the cluster said that something is wrong",
                    "causeMillis", "Until something named the cause",
                    "primaryMovedMillis", "Until another site had the primary",
                    "wholeMillis", "From healing until whole");

    private final SiteReport report;
    private final StringBuilder out = new StringBuilder();

    SitePage(SiteReport report) {
        this.report = report;
    }

    String html() {
        out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append(
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>Drill ")
                .append(escaped(report.name()))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head>\n<body>\n<main>\n");
        head();
        targets();
        spreads();
        runs();
        int number = 1;
        for (ObjectNode run : report.runs()) {
            one(number++, run, report.runs().size() <= 6);
        }
        return out.append("</main>\n</body></html>\n").toString();
    }

    private void head() {
        out.append("<h1>Drill ").append(escaped(report.name())).append("</h1>\n");
        out.append(
                "<p class=\"soft\">%s, n = %d</p>\n"
                        .formatted(
                                report.date().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                                count()));
        long lost = report.sum("missing") + report.sum("duplicated") + report.sum("wrong");
        out.append("<p><span class=\"")
                .append(report.passed() ? "good\">Passed." : "bad\">Failed.")
                .append(
                        "</span> %s</p>%n<p>Of %d acknowledged papers and moves %s; %d are counted as unknown.</p>%n"
                                .formatted(
                                        escaped(report.verdict().replaceFirst("^\\w+: ", "")) + ".",
                                        report.sum("acknowledged"),
                                        lost == 0
                                                ? "none is missing, doubled or wrong"
                                                : "%d are missing, %d doubled, %d wrong"
                                                        .formatted(
                                                                report.sum("missing"),
                                                                report.sum("duplicated"),
                                                                report.sum("wrong")),
                                        report.sum("unknown")));
        out.append(
                "<p class=\"soft\">Three sites on one machine: they share kernel, disk, clock and"
                        + " power. Times are from the moment an operation was due, retries"
                        + " included.</p>\n");
        report.signedBy()
                .ifPresent(key ->
                        out.append(
                                        "<p class=\"soft\">The results in JSON are signed by the key <code>")
                                .append(escaped(key))
                                .append("</code>.</p>\n"));
    }

    /// Targets fail nothing, so they are said.
    private void targets() {
        if (report.standings().isEmpty()) {
            return;
        }
        out.append("<h2>Targets</h2>\n<ul>\n");
        for (SiteTargets.Standing one : report.standings()) {
            out.append("<li class=\"")
                    .append(one.isMissed() ? "bad" : "good")
                    .append("\">")
                    .append(escaped(one.words()))
                    .append("</li>\n");
        }
        out.append("</ul>\n");
    }

    private int count() {
        return report.runs().size();
    }

    private void spreads() {
        out.append("<h2>Measured, in milliseconds</h2>\n<div class=\"wide\" tabindex=\"0\"><table>")
                .append("<thead><tr><th scope=\"col\">Measure</th><th scope=\"col\">n</th>")
                .append("<th scope=\"col\">min</th><th scope=\"col\">p50</th>")
                .append(
                        "<th scope=\"col\">p95</th><th scope=\"col\">max</th></tr></thead><tbody>\n");
        report.spreads()
                .forEach((member, spread) ->
                        row(
                                MEASURES.getOrDefault(member, member),
                                List.of(
                                        Long.toString(spread.n()),
                                        number(spread.smallest()),
                                        number(spread.p50()),
                                        number(spread.p95()),
                                        number(spread.largest()))));
        out.append("</tbody></table></div>\n");
    }

    private void runs() {
        out.append("<h2>Runs</h2>\n<div class=\"wide\" tabindex=\"0\"><table><thead><tr>");
        for (String head :
                List.of(
                        "Site hit",
                        "Acknowledged",
                        "Missing",
                        "Doubled",
                        "Wrong",
                        "Unknown",
                        "Passed",
                        "Paper gap, ms",
                        "Paper p99, ms",
                        "Move gap, ms",
                        "Noticed, ms",
                        "Missed targets")) {
            out.append("<th scope=\"col\">").append(head).append("</th>");
        }
        out.append("</tr></thead><tbody>\n");
        for (ObjectNode run : report.runs()) {
            row(
                    place(run),
                    List.of(
                            number(run, "acknowledged"),
                            number(run, "missing"),
                            number(run, "duplicated"),
                            number(run, "wrong"),
                            number(run, "unknown"),
                            new SiteRun(run).passed() ? "yes" : "no",
                            number(run, "issueGapMillis"),
                            number(run, "issueP99Millis"),
                            number(run, "moveGapMillis"),
                            number(run, "noticedMillis"),
                            missed(run)));
        }
        out.append("</tbody></table></div>\n");
    }

    private void row(String head, List<String> cells) {
        out.append("<tr><th scope=\"row\">").append(escaped(head)).append("</th>");
        cells.forEach(cell -> out.append("<td>").append(escaped(cell)).append("</td>"));
        out.append("</tr>\n");
    }

    private static String missed(JsonNode run) {
        String missed =
                run.path("missed")
                        .valueStream()
                        .map(one -> one.asString(""))
                        .collect(Collectors.joining(", "));
        return missed
                + (SiteTargets.isCold(run)
                        ? (missed.isEmpty() ? "" : "; ")
                                + "not warm: p99 %s ms before"
                                        .formatted(number(run, "issueCalmP99Millis"))
                        : "");
    }

    private static String place(JsonNode run) {
        return run.path("site").asString("")
                + (run.path("withEtcdLeader").asBoolean(false) ? ", etcd's leader too" : "");
    }

    private void one(int number, ObjectNode run, boolean open) {
        out.append(
                "<details%s><summary>Run %d: %s at %s</summary>%n"
                        .formatted(
                                open ? " open" : "",
                                number,
                                escaped(run.path("name").asString("")),
                                escaped(place(run))));
        String cause = run.path("causeNamed").asString("");
        out.append(
                "<p>Primary before: site %s. %s</p>%n"
                        .formatted(
                                escaped(run.path("primary").asString("")),
                                cause.isEmpty()
                                        ? "No cause was named."
                                        : "Named as: " + escaped(cause) + "."));
        out.append("<div class=\"wide\" tabindex=\"0\">")
                .append(new SiteTimeline(run.path("timeline"), end(run)).svg())
                .append("</div>\n");
        if (!run.path("findings").isEmpty()) {
            out.append("<ul>");
            run.path("findings")
                    .forEach(one ->
                            out.append("<li>").append(escaped(one.asString(""))).append("</li>"));
            out.append("</ul>\n");
        }
        out.append("</details>\n");
    }

    /// Nobody heals a killed postmaster: Patroni does, by itself.
    private static String end(JsonNode run) {
        return run.path("name").asString("").equals(SiteDrillKind.PRIMARY_KILL.word())
                ? "nothing to heal"
                : "healed";
    }

    private static String number(JsonNode run, String member) {
        return number(run.path(member).asLong(-1));
    }

    private static String number(long value) {
        return value < 0 ? "–" : String.format(java.util.Locale.ROOT, "%,d", value);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
