// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.api.ProblemRaised;
import org.holdfast.api.Problems;
import org.holdfast.cases.Blocks;
import org.holdfast.cases.Filings;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.MoveRule;
import org.holdfast.catalogue.Service;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;
import org.holdfast.registers.Registers;
import tools.jackson.databind.JsonNode;

/// A filing as the officer sees it: what was reported, and each record as it was when it was filed
/// and as it is now.
///
/// @param reason in words; empty when there is none
/// @param restricted whether the person is protected now
/// @param move how pages speak of such moves
/// @param until the end of the window; empty while nobody has set one
/// @param day that the officer confirms or changes, as forms write it; empty where it is certain
/// @param acceptance the number of the change that it became, or that it follows; empty unless it
///   is entered
/// @param operation the name of the command that deciding from this page will be
record FilingView(
        String id,
        String state,
        String reason,
        String name,
        boolean restricted,
        String at,
        String from,
        String until,
        String effective,
        String day,
        String address,
        String movedOn,
        String movers,
        String newHead,
        String as,
        String grade,
        String place,
        String acceptance,
        MoveWords move,
        List<Compared> records,
        String operation) {
    /// A record then and now.
    record Compared(String label, String then, String now, boolean changed) {
        /// Prints no person.
        @Override
        public String toString() {
            return "Compared";
        }
    }

    /// What names and reasons are read from.
    record Words(Registers registers, Blocks blocks, Problems problems, Catalogue catalogue) {
        MoveWords move(Filings.Filing filing, Page page) {
            Service service =
                    catalogue
                            .service(filing.service())
                            .orElseThrow(() -> new ProblemRaised("unknown-service", 404));
            return MoveWords.of(service, page);
        }

        String reason(String code, Page page) {
            return code.isEmpty()
                    ? ""
                    : page.tOr("filing.reason." + code, problems.words(code).in(page.lang()));
        }
    }

    /// The line of a list: without the records.
    static FilingView line(Filings.Filing filing, Words words, Page page) {
        return of(filing, words, page, List.of());
    }

    static FilingView whole(Filings.Filing filing, Words words, Page page) {
        List<Compared> records = new ArrayList<>();
        for (Filings.Checked base : filing.base()) {
            records.add(compared(filing, base, words, page));
        }
        return of(filing, words, page, List.copyOf(records));
    }

    private static FilingView of(
            Filings.Filing filing, Words words, Page page, List<Compared> records) {
        Registers registers = words.registers();
        ZoneId zone = filing.office().country().zone();
        Figures figures = page.figures();
        List<RecordRef> movers = filing.report().movers();
        MoveWords move = words.move(filing, page);
        return new FilingView(
                filing.id(),
                filing.state().text(),
                words.reason(filing.reason(), page),
                name(registers, filing.subject()),
                registers.current(filing.subject()).filter(words.blocks()::isProtected).isPresent(),
                figures.second(filing.at(), zone),
                figures.second(filing.legalTime().notBefore(), zone),
                filing.legalTime().notAfter().map(t -> figures.second(t, zone)).orElse(""),
                figures.date(filing.legalTime().effective()),
                filing.reason().equals("window-contradictory")
                        ? filing.legalTime().effective().toString()
                        : "",
                move.writing().of(filing.report().address(), filing.report().detail()),
                figures.date(filing.report().movedOn()),
                movers.isEmpty()
                        ? page.t("filing.movers.all")
                        : String.join(
                                ", ", movers.stream().map(ref -> name(registers, ref)).toList()),
                filing.report().newHead().map(ref -> name(registers, ref)).orElse(""),
                filing.as().replaceFirst("^[a-z-]+: ", ""),
                filing.receipt().grade().code(),
                filing.receipt()
                        .position()
                        .map(p -> p.journal() + " · " + figures.number(p.index()))
                        .orElse(""),
                filing.acceptance().map(known -> AcceptanceWords.of(known, page)).orElse(""),
                move,
                records,
                "filing-" + UUID.randomUUID());
    }

    /// Addresses are shown of those who move and of records of the office that decides, as long as
    /// there is something to decide, and never of the protected. Of others it is only said whether
    /// their records changed.
    private static Compared compared(
            Filings.Filing filing, Filings.Checked base, Words words, Page page) {
        Registers registers = words.registers();
        Optional<RecordVersion> now = registers.current(base.record());
        Optional<RecordVersion> then =
                registers.history(base.record()).stream()
                        .filter(version -> version.version() == base.version())
                        .findFirst();
        boolean changed = now.map(RecordVersion::version).orElse(-1L) != base.version();
        String label =
                base.record().person()
                        ? then.map(v -> RecordView.name(v.facts())).orElse("–")
                        : page.t("filing.household");
        boolean open =
                isOpen(filing, base.record(), now)
                        && now.filter(words.blocks()::isProtected).isEmpty();
        MoveRule.Writing writing = words.move(filing, page).writing();
        return new Compared(
                label, words(then, open, writing, page), words(now, open, writing, page), changed);
    }

    private static boolean isOpen(
            Filings.Filing filing, RecordRef record, Optional<RecordVersion> now) {
        boolean deciding =
                filing.state() == Filings.State.HELD || filing.state() == Filings.State.PENDING;
        List<RecordRef> movers = filing.report().movers();
        boolean moves =
                movers.isEmpty() || movers.contains(record) || record.equals(filing.subject());
        return deciding && now.filter(v -> moves || v.office().equals(filing.office())).isPresent();
    }

    private static String words(
            Optional<RecordVersion> version, boolean open, MoveRule.Writing writing, Page page) {
        return version.map(
                        v -> {
                            String number = page.t("filing.version", v.version());
                            return open ? address(v, writing) + " (" + number + ")" : number;
                        })
                .orElse("–");
    }

    /// A household has one address, and so has a person whose former ones stand elsewhere.
    private static String address(RecordVersion version, MoveRule.Writing writing) {
        JsonNode stays = version.facts().path("addresses");
        if (stays.isEmpty()) {
            String closed = version.facts().path("closed").path("date").asString("");
            return version.facts().path("address").asString("")
                    + (closed.isEmpty() ? "" : " – " + closed);
        }
        JsonNode last = stays.path(stays.size() - 1);
        return writing.of(last.path("address").asString(""), last.path("detail").asString(""));
    }

    private static String name(Registers registers, RecordRef person) {
        return registers.current(person).map(v -> RecordView.name(v.facts())).orElse("–");
    }

    boolean held() {
        return "held".equals(state);
    }

    boolean sealed() {
        return !"promised".equals(grade);
    }

    /// How the mark of the state looks.
    String look() {
        return switch (state) {
            case "entered" -> "govuk-tag--green";
            case "held" -> "govuk-tag--red";
            case "refused" -> "govuk-tag--grey";
            default -> "govuk-tag--yellow";
        };
    }

    /// How the notice of the state looks.
    String notice() {
        return switch (state) {
            case "held", "refused" -> "hf-notice hf-bad";
            case "entered" -> "hf-notice";
            default -> "hf-notice hf-warn";
        };
    }

    /// Prints no person.
    @Override
    public String toString() {
        return "FilingView[" + id + "]";
    }
}
