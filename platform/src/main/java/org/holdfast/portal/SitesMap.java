// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.holdfast.sites.Link;
import org.holdfast.sites.SiteState;
import org.holdfast.sites.Standing;

/// Where the sites and the ways between them stand in the drawing, in its own units. Sites stand on
/// an ellipse, the first on top; each way is drawn twice, once a direction.
record SitesMap(List<Box> boxes, List<Arrow> arrows) {
    static final int WIDTH = 400;
    static final int HEIGHT = 280;
    static final int BOX_WIDTH = 124;
    static final int BOX_HEIGHT = 72;
    private static final int RADIUS_X = 132;
    private static final int RADIUS_Y = 112;
    private static final int MIDDLE = 166;
    private static final int GAP = 7;
    private static final int ASIDE = 8;
    private static final int LABEL_ASIDE = 19;
    private static final Duration SLOW = Duration.ofMillis(500);
    private static final int NAMED_AFTER = 3;

    /// @param role a key of texts
    /// @param kind a class that colours it
    /// @param marks what else is there: keys of texts
    record Box(String site, int x, int y, String role, String kind, List<String> marks) {
        int left() {
            return x - BOX_WIDTH / 2;
        }

        int top() {
            return y - BOX_HEIGHT / 2;
        }
    }

    /// One direction of a way.
    ///
    /// @param state `ok`, `slow`, `bad` or `unknown`
    /// @param label small and full-size time in milliseconds, such as `2 / 5`
    record Arrow(
            String from,
            String to,
            Point begin,
            Point end,
            String head,
            Point at,
            String state,
            String label) {}

    /// A place in the drawing.
    record Point(int x, int y) {}

    static SitesMap of(Standing now) {
        List<Box> boxes = new ArrayList<>();
        int all = now.sites().size();
        for (int i = 0; i < all; i++) {
            double angle = -Math.PI / 2 + 2 * Math.PI * i / all;
            boxes.add(
                    box(
                            now,
                            now.sites().get(i),
                            (int) Math.round(WIDTH / 2.0 + RADIUS_X * Math.cos(angle)),
                            (int) Math.round(MIDDLE + RADIUS_Y * Math.sin(angle))));
        }
        List<Arrow> arrows = new ArrayList<>();
        for (Box from : boxes) {
            for (Box to : boxes) {
                if (!from.site.equals(to.site)) {
                    arrows.add(arrow(now, from, to));
                }
            }
        }
        return new SitesMap(List.copyOf(boxes), List.copyOf(arrows));
    }

    private static Box box(Standing now, SiteState site, int x, int y) {
        List<String> marks = new ArrayList<>();
        if (now.sequencer().equals(Optional.of(site.site()))) {
            marks.add("sites.mark.sequences");
        }
        if (site.etcd().equals("leader")) {
            marks.add("sites.mark.etcd");
        }
        String kind =
                site.isSilent()
                        ? "hf-silent"
                        : site.database().role().equals(SiteState.PRIMARY) ? "hf-primary" : "";
        return new Box(site.site(), x, y, roleKey(site), kind, List.copyOf(marks));
    }

    /// The key of the words for what a site's database is.
    static String roleKey(SiteState site) {
        return switch (site.database().role()) {
            case SiteState.PRIMARY -> "sites.role.primary";
            case SiteState.SYNCHRONOUS -> "sites.role.synchronous";
            case "standby" -> "sites.role.standby";
            case SiteState.SILENT -> "sites.role.silent";
            default -> "sites.role.other";
        };
    }

    private static Arrow arrow(Standing now, Box from, Box to) {
        double dx = to.x - from.x;
        double dy = to.y - from.y;
        double length = Math.hypot(dx, dy);
        double ux = dx / length;
        double uy = dy / length;
        double edge = edge(ux, uy) + GAP;
        // to the left of the direction, so that both directions stand side by side
        Point begin = at(from.x + ux * edge + uy * ASIDE, from.y + uy * edge - ux * ASIDE);
        Point end = at(to.x - ux * edge + uy * ASIDE, to.y - uy * edge - ux * ASIDE);
        Point label =
                at(
                        (from.x + to.x) / 2.0 + uy * LABEL_ASIDE * (1 + Math.abs(uy) * 0.6),
                        (from.y + to.y) / 2.0 - ux * LABEL_ASIDE + 4);
        Optional<Link> small = now.link(Link.Kind.HTTP, from.site, to.site, Link.Size.SMALL);
        Optional<Link> full = now.link(Link.Kind.HTTP, from.site, to.site, Link.Size.FULL);
        return new Arrow(
                from.site,
                to.site,
                begin,
                end,
                head(end, ux, uy),
                label,
                worse(state(small), state(full)),
                millis(small) + " / " + millis(full));
    }

    /// How far it is from the middle of a box to its edge.
    private static double edge(double ux, double uy) {
        double wide = ux == 0 ? Double.MAX_VALUE : BOX_WIDTH / 2.0 / Math.abs(ux);
        double high = uy == 0 ? Double.MAX_VALUE : BOX_HEIGHT / 2.0 / Math.abs(uy);
        return Math.min(wide, high);
    }

    private static String head(Point tip, double ux, double uy) {
        double backX = tip.x - ux * 8;
        double backY = tip.y - uy * 8;
        return String.format(
                Locale.ROOT,
                "%d,%d %.1f,%.1f %.1f,%.1f",
                tip.x,
                tip.y,
                backX + uy * 4.5,
                backY - ux * 4.5,
                backX - uy * 4.5,
                backY + ux * 4.5);
    }

    private static Point at(double x, double y) {
        return new Point((int) Math.round(x), (int) Math.round(y));
    }

    /// `ok`, `slow`, `bad`, or `unknown` where no probe was ever answered or nobody said anything.
    static String state(Optional<Link> link) {
        if (link.isEmpty() || (link.get().lastOk().isEmpty() && link.get().failures() == 0)) {
            return "unknown";
        }
        if (link.get().failures() >= NAMED_AFTER) {
            return "bad";
        }
        boolean slow = link.get().failures() > 0 || link.get().latency().compareTo(SLOW) > 0;
        return slow ? "slow" : "ok";
    }

    static String worse(String one, String other) {
        List<String> order = List.of("ok", "slow", "unknown", "bad");
        return order.get(Math.max(order.indexOf(one), order.indexOf(other)));
    }

    /// The time of the last probe that was well, in whole milliseconds; a cross while they fail.
    static String millis(Optional<Link> link) {
        String state = state(link);
        if (state.equals("unknown")) {
            return "?";
        }
        return state.equals("bad")
                ? "✕"
                : Long.toString(Math.max(1, link.orElseThrow().latency().toMillis()));
    }
}
