// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// The timeline of one run as SVG: acknowledged papers and moves in each tenth of a second, the
/// time of the fault, and which site had the primary.
final class SiteTimeline {
    private static final int WIDTH = 1120;
    private static final int LEFT = 96;
    private static final int PAPERS = 30;
    private static final int PAPERS_HEIGHT = 110;
    private static final int MOVES = 160;
    private static final int MOVES_HEIGHT = 50;
    private static final int PRIMARY = 230;
    private static final int PRIMARY_HEIGHT = 22;
    private static final int AXIS = 272;
    private static final int HEIGHT = 292;
    private static final int TICK_MILLIS = 5_000;
    private static final int MOST_TICKS = 18;

    /// With fewer, a single acknowledgement would fill the height.
    private static final int LEAST_TOP = 3;

    private final JsonNode line;
    private final String healing;
    private final double perMilli;
    private final StringBuilder out = new StringBuilder();

    /// @param healing word beside the end of the fault's time
    SiteTimeline(JsonNode line, String healing) {
        this.line = line;
        this.healing = healing;
        this.perMilli = (double) (WIDTH - LEFT - 8) / Math.max(1, line.path("endMillis").asLong(1));
    }

    String svg() {
        long injected = line.path("injectedMillis").asLong(0);
        long healed = line.path("healedMillis").asLong(0);
        out.append(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Acknowledged papers and moves over time; the fault lasts from second %s to second %s\">%n"
                        .formatted(WIDTH, HEIGHT, seconds(injected), seconds(healed)));
        box("fault", x(injected), 14, Math.max(1, x(healed) - x(injected)), AXIS - 14, "");
        for (long edge : new long[] {injected, healed}) {
            out.append(
                    "<line class=\"edge\" x1=\"%s\" x2=\"%s\" y1=\"14\" y2=\"%d\"/>%n"
                            .formatted(round(x(edge)), round(x(edge)), AXIS));
        }
        text("strong", x(injected) + 4, 12, "fault");
        text("strong", x(healed) + 4, 12, healing);
        bars("issue", "papers", PAPERS, PAPERS_HEIGHT);
        bars("move", "moves", MOVES, MOVES_HEIGHT);
        primaries();
        axis();
        return out.append("</svg>").toString();
    }

    private void bars(String member, String words, int top, int height) {
        int most = LEAST_TOP;
        List<Integer> counts = new ArrayList<>();
        for (JsonNode one : line.path(member)) {
            counts.add(one.asInt(0));
            most = Math.max(most, counts.getLast());
        }
        double width = Math.max(0.8, SiteRun.BIN_MILLIS * perMilli - 0.3);
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i) > 0) {
                double tall = (double) height * counts.get(i) / most;
                path.append(
                        "M%s %dv-%sh%sv%sz"
                                .formatted(
                                        round(x((long) i * SiteRun.BIN_MILLIS)),
                                        top + height,
                                        round(tall),
                                        round(width),
                                        round(tall)));
            }
        }
        out.append("<path class=\"%s\" d=\"%s\"/>%n".formatted(member, path));
        rule(top + height);
        text("strong", 0, top + 14, words);
        text("", 0, top + 30, "per 0.1 s");
        text("", LEFT - 22, top + 10, Integer.toString(most));
        text("", LEFT - 22, top + height, "0");
    }

    private void primaries() {
        text("strong", 0, PRIMARY + 15, "primary");
        List<JsonNode> changes = new ArrayList<>();
        line.path("primary").forEach(changes::add);
        long end = line.path("endMillis").asLong(0);
        for (int i = 0; i < changes.size(); i++) {
            long from = Math.max(0, changes.get(i).path("atMillis").asLong(0));
            long to = i + 1 < changes.size() ? changes.get(i + 1).path("atMillis").asLong(0) : end;
            to = Math.min(to, end);
            String site = changes.get(i).path("site").asString("-");
            if (to <= from) {
                continue;
            }
            String look =
                    site.equals("-")
                            ? "fill=\"none\" stroke=\"currentColor\" stroke-dasharray=\"3 3\""
                            : "fill=\"currentColor\" fill-opacity=\"%s\"".formatted(opacity(site));
            box("", x(from), PRIMARY, x(to) - x(from), PRIMARY_HEIGHT, look);
            text("strong", x(from) + 4, PRIMARY + 15, site.equals("-") ? "none" : site);
        }
    }

    private static String opacity(String site) {
        return switch (site) {
            case "a" -> "0.12";
            case "b" -> "0.24";
            default -> "0.36";
        };
    }

    private void axis() {
        rule(AXIS);
        long end = line.path("endMillis").asLong(0);
        long step = TICK_MILLIS * (end / (TICK_MILLIS * MOST_TICKS) + 1);
        for (long at = 0; at <= end; at += step) {
            text("", x(at), AXIS + 15, at / 1_000 + " s");
        }
    }

    private void rule(int y) {
        out.append(
                "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>%n"
                        .formatted(LEFT, WIDTH, y, y));
    }

    private void box(String style, double x, int y, double width, int height, String look) {
        out.append(
                "<rect class=\"%s\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\" %s/>%n"
                        .formatted(style, round(x), y, round(width), height, look));
    }

    private void text(String style, double x, int y, String words) {
        out.append(
                "<text class=\"%s\" x=\"%s\" y=\"%d\">%s</text>%n"
                        .formatted(style, round(x), y, SitePage.escaped(words)));
    }

    private double x(long millis) {
        return LEFT + millis * perMilli;
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f", millis / 1_000.0);
    }

    private static String round(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
