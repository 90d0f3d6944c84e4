// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.cases.Filings;
import org.holdfast.ledger.Position;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;

/// What was filed about one person, as the person and the officer see it on the person's pages.
///
/// @param open those that wait for the register or for an officer, `decided` the others
/// @param others whether there is one of which no more is told
record FiledView(List<Line> open, List<Line> decided, boolean others) {
    /// The name of a node's journal where several sites are: `nodea-1`.
    private static final Pattern AT_SITE = Pattern.compile("node([a-z]+)-[0-9]+");

    /// Reasons that hold nobody else's secret; what else a filing met is for the office alone.
    private static final Set<String> TOLD =
            Set.of(
                    "record-changed",
                    "after-held",
                    "after-unknown",
                    "operation-conflict",
                    "window-contradictory");

    /// One filing.
    ///
    /// @param whose for whom, where that is somebody else than whose page this is; else empty
    /// @param address where they move; empty where it is not shown
    /// @param at when, and at which site, in a sentence
    /// @param reason why it is held, in words; empty when it is not
    /// @param href its own page
    record Line(
            FilingView filing,
            String whose,
            String address,
            String at,
            String reason,
            String href) {
        /// What is asked of an officer is a decision.
        boolean toDecide() {
            return filing.held() && href.startsWith("/counter/");
        }

        /// Prints no person.
        @Override
        public String toString() {
            return "Line[" + filing.id() + "]";
        }
    }

    FiledView {
        open = List.copyOf(open);
        decided = List.copyOf(decided);
    }

    static FiledView of(
            Filings.About about, RecordVersion person, FilingView.Words words, Page page) {
        return new FiledView(
                about.shown().stream()
                        .filter(FiledView::isOpen)
                        .map(filing -> line(filing, person, words, page))
                        .toList(),
                about.shown().stream()
                        .filter(filing -> !isOpen(filing))
                        .map(filing -> line(filing, person, words, page))
                        .toList(),
                about.others());
    }

    /// @param person whose page it is
    static Line line(
            Filings.Filing filing, RecordVersion person, FilingView.Words words, Page page) {
        boolean officer = page.role().equals("officer");
        FilingView view = FilingView.line(filing, words, page);
        String site = site(filing.receipt().position().map(Position::journal).orElse(""));
        String at =
                site.isEmpty()
                        ? page.t("filed.at", view.at())
                        : page.t("filed.at.site", view.at(), site);
        boolean open = moves(filing, person.ref()) || !anyProtected(filing, words);
        return new Line(
                view,
                filing.subject().equals(person.ref()) ? "" : view.name(),
                open ? view.address() : "",
                at,
                officer ? view.reason() : told(filing, view, page),
                (officer ? "/counter/filings/" : "/me/filings/") + filing.id());
    }

    private static boolean isOpen(Filings.Filing filing) {
        return switch (filing.state()) {
            case PENDING, HELD -> true;
            case ENTERED, REFUSED -> false;
        };
    }

    /// Whose node a journal is of; empty where the office has one site, and before the seal.
    static String site(String journal) {
        Matcher name = AT_SITE.matcher(journal);
        return name.matches() ? name.group(1) : "";
    }

    private static boolean moves(Filings.Filing filing, RecordRef person) {
        List<RecordRef> movers = filing.report().movers();
        return movers.contains(person)
                || (movers.isEmpty()
                        && filing.base().stream()
                                .map(Filings.Checked::record)
                                .anyMatch(person::equals));
    }

    /// The page of one person is no place for where another one goes who is protected.
    private static boolean anyProtected(Filings.Filing filing, FilingView.Words words) {
        return filing.base().stream()
                .map(Filings.Checked::record)
                .filter(RecordRef::person)
                .flatMap(ref -> words.registers().current(ref).stream())
                .anyMatch(words.blocks()::isProtected);
    }

    private static String told(Filings.Filing filing, FilingView view, Page page) {
        return filing.reason().isEmpty() || TOLD.contains(filing.reason())
                ? view.reason()
                : page.t("filed.reason.office");
    }

    /// All of them, those that are open first.
    List<Line> all() {
        return Stream.concat(open.stream(), decided.stream()).toList();
    }
}
