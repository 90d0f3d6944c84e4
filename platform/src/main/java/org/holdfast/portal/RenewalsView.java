// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.holdfast.preservation.RenewalProgress;

/// Renewals as an operator sees them. Times are UTC, as in journals.
record RenewalsView(List<One> renewals) {
    RenewalsView {
        renewals = List.copyOf(renewals);
    }

    /// One renewal.
    record One(String name, String cutOff, String reason, String asOf, List<Site> sites) {
        One {
            sites = List.copyOf(sites);
        }
    }

    /// One site.
    ///
    /// @param ends when, in words
    /// @param unreadable how many; empty for none
    record Site(String site, String ends, String unreadable, List<Line> lines) {
        Site {
            lines = List.copyOf(lines);
        }
    }

    /// One service there.
    record Line(
            String service,
            String total,
            String stamped,
            String resigned,
            String erased,
            String waiting) {}

    static RenewalsView of(List<RenewalProgress> all, Page page) {
        return new RenewalsView(all.stream().map(one -> one(one, page)).toList());
    }

    private static One one(RenewalProgress progress, Page page) {
        return new One(
                progress.renewal().name(),
                moment(progress.renewal().cutOff(), page),
                progress.renewal().reason(),
                moment(progress.asOf(), page),
                progress.sites().stream().map(site -> site(site, page)).toList());
    }

    private static Site site(RenewalProgress.Site site, Page page) {
        return new Site(
                site.site(),
                ends(site, page),
                site.unreadableCount() == 0 ? "" : number(site.unreadableCount(), page),
                site.services().stream().map(line -> line(line, page)).toList());
    }

    private static Line line(RenewalProgress.Service line, Page page) {
        return new Line(
                line.service(),
                number(line.total(), page),
                number(line.stamped(), page),
                number(line.resigned(), page),
                number(line.erased(), page),
                number(line.waiting(), page));
    }

    private static String ends(RenewalProgress.Site site, Page page) {
        if (!site.own()) {
            return page.t("renew.elsewhere");
        }
        if (!site.counted()) {
            return page.t("renew.counting");
        }
        if (site.finished()) {
            return page.t("renew.finished");
        }
        return site.ends()
                .map(end ->
                        page.t(
                                "renew.ends",
                                moment(end.earliest(), page),
                                moment(end.latest(), page),
                                number(Math.round(end.perSecond()), page)))
                .orElseGet(() -> page.t("renew.unknown"));
    }

    private static String moment(Instant at, Page page) {
        return page.figures().second(at, ZoneOffset.UTC);
    }

    private static String number(long value, Page page) {
        return page.figures().number(value);
    }
}
