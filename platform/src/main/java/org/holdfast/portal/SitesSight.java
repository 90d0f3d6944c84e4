// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.holdfast.api.Problems;
import org.holdfast.database.DatabaseFault;
import org.holdfast.registers.Reading;
import org.holdfast.registers.Registers;
import org.holdfast.sites.DrillHistory;
import org.holdfast.sites.Inventories;
import org.holdfast.sites.Inventory;
import org.holdfast.sites.InventoryBook;
import org.holdfast.sites.Link;
import org.holdfast.sites.OpenAlarm;
import org.holdfast.sites.Outage;
import org.holdfast.sites.SiteReport;
import org.holdfast.sites.SiteState;
import org.holdfast.sites.SiteWatch;
import org.holdfast.sites.Standing;
import org.holdfast.sites.SwitchOver;
import org.holdfast.sites.WatchSettings;

/// Gathers what the page of the sites shows: from the network, the node's memory and its disk, and
/// from no database. Thread-safe.
final class SitesSight {
    private static final int DRILLS = 12;
    private static final int DEMANDS = 6;
    private static final String GREEN = "govuk-tag--green";
    private static final String RED = "govuk-tag--red";
    private static final String YELLOW = "govuk-tag--yellow";
    private static final String GREY = "govuk-tag--grey";

    private final Below below;
    private final Problems problems;
    private final InstantSource clock;

    /// What it looks at.
    ///
    /// @param drills the file of results; need not be there
    record Below(
            WatchSettings settings,
            SiteWatch watch,
            SwitchOver switchOver,
            Inventories inventories,
            Registers registers,
            Path drills) {}

    SitesSight(Below below, Problems problems, InstantSource clock) {
        this.below = below;
        this.problems = problems;
        this.clock = clock;
    }

    SitesView view(Page page) {
        Standing now = below.watch().standing();
        boolean alone = below.settings().isAlone();
        SiteReport own =
                now.of(now.from()).flatMap(SiteState::report).orElseGet(() -> below.watch().own());
        List<SiteReport> reports =
                alone
                        ? List.of(own)
                        : now.sites().stream().flatMap(one -> one.report().stream()).toList();
        InventoryBook book = below.inventories().book();
        Outage outage = outage(now, own.databaseAway(), book);
        return new SitesView(
                alone,
                verdict(now, reports, outage),
                page.figures().second(now.at(), ZoneOffset.UTC) + " UTC",
                now.from(),
                unknown(now, own.databaseAway(), page),
                leads(now, page),
                SitesMap.of(now),
                now.sites().stream().map(one -> site(one, page)).toList(),
                links(now, page),
                writes(now, reports, page),
                reports.stream().flatMap(one -> journals(one, page).stream()).toList(),
                alarms(reports, page),
                services(book, outage, page),
                offices(book, outage),
                outage.next(),
                drills(page),
                below.switchOver().past(DEMANDS).stream().map(one -> demand(one, page)).toList(),
                alone ? List.of() : targets(now, page));
    }

    /// What has stopped, as far as this node can tell: a database that does not answer it is lost
    /// to it, wherever it may live.
    private Outage outage(Standing now, boolean away, InventoryBook book) {
        TreeSet<String> lost = new TreeSet<>(now.lost());
        Optional<Duration> age = Optional.empty();
        if (away) {
            book.ids().stream().filter(id -> id.startsWith("postgres.")).forEach(lost::add);
            age = copyAge();
        }
        return Outage.of(book, lost, age);
    }

    private Optional<Duration> copyAge() {
        try {
            return below.registers()
                    .read(reading ->
                            reading.source() instanceof Reading.Source.OwnCopy copy
                                    ? Optional.of(copy.age())
                                    : Optional.<Duration>empty());
        } catch (DatabaseFault noCopy) {
            return Optional.empty();
        }
    }

    private static String verdict(Standing now, List<SiteReport> reports, Outage outage) {
        if (outage.hits().stream().anyMatch(Outage.Hit::stopped)) {
            return "reading";
        }
        boolean calm =
                outage.lost().isEmpty()
                        && outage.hits().isEmpty()
                        && reports.stream().allMatch(one -> one.alarms().isEmpty());
        boolean synced = now.sites().isEmpty() || now.synchronous().isPresent();
        return calm && synced ? "whole" : "serving";
    }

    private static List<String> unknown(Standing now, boolean away, Page page) {
        List<String> unknown = new ArrayList<>();
        for (SiteState one : now.sites()) {
            if (one.report().isEmpty()) {
                unknown.add(page.t("sites.unknown.node", one.site()));
            }
            if (one.database().role().equals(SiteState.SILENT)) {
                unknown.add(page.t("sites.unknown.patroni", one.site()));
            }
        }
        if (away) {
            unknown.add(page.t("sites.unknown.database"));
        }
        return unknown;
    }

    private static List<RecordView.Row> leads(Standing now, Page page) {
        String nobody = page.t("sites.nobody");
        return List.of(
                new RecordView.Row("sites.primary", now.primary().orElse(nobody)),
                new RecordView.Row("sites.synchronous", now.synchronous().orElse(nobody)),
                new RecordView.Row("sites.sequencer", now.sequencer().orElse(nobody)),
                new RecordView.Row("sites.etcdLeader", now.etcdLeader().orElse(nobody)));
    }

    private static SitesView.SiteLine site(SiteState one, Page page) {
        SiteState.Replica database = one.database();
        String role = page.t(SitesMap.roleKey(one), database.role());
        return new SitesView.SiteLine(
                one.site(),
                one.address(),
                role,
                database.timeline() == 0 ? "–" : page.figures().number(database.timeline()),
                database.lagBytes() < 0 ? "–" : page.figures().bytes(database.lagBytes()),
                new SitesView.Part(
                        page.t("sites.etcd." + one.etcd()),
                        List.of("leader", "follower").contains(one.etcd()) ? GREEN : RED),
                new SitesView.Part(
                        page.t(one.proxy() ? "sites.answers" : "sites.silent"),
                        one.proxy() ? GREEN : RED),
                new SitesView.Part(
                        page.t("sites.node." + one.node()),
                        switch (one.node()) {
                            case "ready" -> GREEN;
                            case "starting" -> YELLOW;
                            default -> RED;
                        }));
    }

    private static List<SitesView.LinkLine> links(Standing now, Page page) {
        List<SitesView.LinkLine> lines = new ArrayList<>();
        for (SiteState from : now.sites()) {
            for (SiteState to : now.sites()) {
                if (!from.site().equals(to.site())) {
                    lines.add(link(now, Link.Kind.HTTP, from.site(), to.site(), page));
                }
            }
        }
        return lines;
    }

    private static List<SitesView.LinkLine> writes(
            Standing now, List<SiteReport> reports, Page page) {
        List<SitesView.LinkLine> lines = new ArrayList<>();
        for (SiteReport report : reports) {
            for (SiteState by : now.sites()) {
                lines.add(link(now, Link.Kind.WRITE, report.site(), by.site(), page));
            }
        }
        return lines;
    }

    private static SitesView.LinkLine link(
            Standing now, Link.Kind kind, String from, String to, Page page) {
        Optional<Link> small = now.link(kind, from, to, Link.Size.SMALL);
        Optional<Link> full = now.link(kind, from, to, Link.Size.FULL);
        String state = SitesMap.worse(SitesMap.state(small), SitesMap.state(full));
        return new SitesView.LinkLine(
                from,
                to,
                SitesMap.millis(small),
                SitesMap.millis(full),
                part("sites.link.", state, page));
    }

    private static SitesView.Part part(String prefix, String state, Page page) {
        String tag =
                switch (state) {
                    case "ok", "moved", "everybody" -> GREEN;
                    case "slow",
                            "asked",
                            "everybody-as-of",
                            "only-in-person",
                            "as-filing",
                            "as-filing-in-person" ->
                            YELLOW;
                    case "unknown" -> GREY;
                    default -> RED;
                };
        return new SitesView.Part(page.t(prefix + state), tag);
    }

    private static List<SitesView.JournalLine> journals(SiteReport report, Page page) {
        Figures f = page.figures();
        return report.journals().stream()
                .map(one ->
                        new SitesView.JournalLine(
                                report.site(),
                                one.name(),
                                f.number(
                                        one.entries()
                                                + one.unsealed()
                                                + Math.max(0, one.waiting())),
                                f.number(one.entries() + one.unsealed()),
                                f.number(one.entries()),
                                f.number(one.mirrored()),
                                one.waiting() < 0
                                        ? page.t("sites.notKnown")
                                        : page.t("sites.seconds", one.oldestWaiting().toSeconds())))
                .toList();
    }

    private List<SitesView.AlarmLine> alarms(List<SiteReport> reports, Page page) {
        List<SitesView.AlarmLine> lines = new ArrayList<>();
        for (SiteReport report : reports) {
            for (OpenAlarm alarm : report.alarms()) {
                lines.add(
                        new SitesView.AlarmLine(
                                report.site(),
                                alarm.name(),
                                alarm.words(),
                                Ages.words(
                                        Duration.between(alarm.since(), clock.instant()), page)));
            }
        }
        return lines;
    }

    private static List<SitesView.ServiceState> services(
            InventoryBook book, Outage outage, Page page) {
        Map<String, String> hit = new TreeMap<>();
        outage.hits().forEach(one -> hit.put(one.service(), one.rule()));
        return book.leading().map(Inventory::services).orElse(List.of()).stream()
                .map(one -> {
                    String usual =
                            one.levels().isEmpty()
                                    ? Outage.STOPPED
                                    : one.levels().getFirst().rule();
                    String rule = hit.getOrDefault(one.code(), usual);
                    return new SitesView.ServiceState(
                            one.code(),
                            one.title().getOrDefault(page.lang(), one.code()),
                            part("rule.", rule, page),
                            page.figures().number(one.offices().size()));
                })
                .toList();
    }

    /// Offices for which something is stopped, by name.
    private static List<String> offices(InventoryBook book, Outage outage) {
        Map<String, String> names = new TreeMap<>();
        book.leading()
                .ifPresent(one ->
                        one.offices().forEach(office -> names.put(office.code(), office.name())));
        return outage.stoppedOffices().keySet().stream()
                .map(code -> names.getOrDefault(code, code))
                .toList();
    }

    private List<SitesView.DrillLine> drills(Page page) {
        try {
            return DrillHistory.last(below.drills(), DRILLS).stream()
                    .map(run -> SitesView.DrillLine.of(run, page))
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private SitesView.DemandLine demand(SwitchOver.Progress one, Page page) {
        return new SitesView.DemandLine(
                page.figures().time(one.at(), ZoneOffset.UTC) + " UTC",
                one.from(),
                one.to(),
                one.by(),
                one.reason(),
                part("switch.state.", one.state().code(), page));
    }

    /// Cheap reasons by what was seen already; what is left is looked at when one is chosen.
    private List<SitesView.Target> targets(Standing now, Page page) {
        List<SitesView.Target> targets = new ArrayList<>();
        for (SiteState one : now.sites()) {
            Optional<SwitchOver.Refusal> why = below.switchOver().refusal(now, one.site());
            targets.add(
                    new SitesView.Target(
                            one.site(),
                            why.isEmpty(),
                            why.map(code -> problems.words(code.code()).in(page.lang()))
                                    .orElse("")));
        }
        return targets;
    }
}
