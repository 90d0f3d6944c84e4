// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.List;
import org.holdfast.sites.DrillHistory;

/// What the page of the sites shows; all in the visitor's language.
///
/// @param alone the office is on one machine
/// @param verdict the last part of a key of texts: `whole`, `serving`, `reading`, `stopped`
/// @param at when it was asked, and by which site
/// @param unknown what cannot be known now, in sentences
/// @param next what would stop more if it were lost too
record SitesView(
        boolean alone,
        String verdict,
        String at,
        String from,
        List<String> unknown,
        List<RecordView.Row> leads,
        SitesMap map,
        List<SiteLine> sites,
        List<LinkLine> links,
        List<LinkLine> writes,
        List<JournalLine> journals,
        List<AlarmLine> alarms,
        List<ServiceState> services,
        List<String> offices,
        List<String> next,
        List<DrillLine> drills,
        List<DemandLine> demands,
        List<Target> targets) {

    /// One site in the table.
    record SiteLine(
            String site,
            String address,
            String role,
            String timeline,
            String lag,
            Part etcd,
            Part proxy,
            Part node) {}

    /// A part with its word and the colour of its tag.
    record Part(String words, String tag) {}

    /// A way in the table.
    record LinkLine(String from, String to, String small, String full, Part state) {}

    record JournalLine(
            String site,
            String name,
            String next,
            String sequenced,
            String sealed,
            String mirrored,
            String oldest) {}

    record AlarmLine(String site, String title, String words, String age) {}

    /// @param rule what it does now, in words
    record ServiceState(String code, String title, Part rule, String offices) {}

    record DrillLine(
            String date,
            String name,
            String site,
            String lost,
            boolean good,
            String gaps,
            String cause) {
        static DrillLine of(DrillHistory.Run run, Page page) {
            Figures figures = page.figures();
            return new DrillLine(
                    run.date().length() >= 16
                            ? run.date().substring(0, 16).replace('T', ' ')
                            : run.date(),
                    run.name(),
                    run.site(),
                    figures.number(run.lost()) + " / " + figures.number(run.acknowledged()),
                    run.lost() == 0,
                    gap(figures, run.issueGapMillis()) + " / " + gap(figures, run.moveGapMillis()),
                    run.cause());
        }

        private static String gap(Figures figures, long millis) {
            return millis < 0 ? "–" : figures.decimal(millis / 1000.0);
        }
    }

    record DemandLine(String at, String from, String to, String by, String reason, Part state) {}

    /// A site to which the primary may be moved, or why it may not.
    record Target(String site, boolean offered, String why) {}
}
