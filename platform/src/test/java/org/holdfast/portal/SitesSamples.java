// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.sites.Inventory;
import org.holdfast.sites.InventoryBook;
import org.holdfast.sites.Link;
import org.holdfast.sites.SiteReport;
import org.holdfast.sites.SiteState;
import org.holdfast.sites.Standing;
import org.holdfast.sites.SwitchOver;

/// Made-up values for the pages of the sites: one site silent, one way that loses long packets.
final class SitesSamples {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    private SitesSamples() {}

    static Map<String, Map<String, Object>> pages(Page operator) {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        all.put("sites", Map.of("page", operator, "view", view()));
        all.put("sitesnow", Map.of("page", operator, "view", view()));
        all.put(
                "switchover",
                Map.of(
                        "page",
                        operator,
                        "confirm",
                        new SitesPages.Confirm("a", "b", "switch-1", "", "", "no")));
        for (SwitchOver.State state : SwitchOver.State.values()) {
            all.put(
                    "switchstate",
                    Map.of("page", operator, "progress", progress(state), "age", "–"));
        }
        InventoryView sheet = InventoryView.of(book(), Set.of("etcd.a", "etcd.b"), NOW, operator);
        all.put("inventory", Map.of("page", operator, "view", sheet));
        return all;
    }

    private static SwitchOver.Progress progress(SwitchOver.State state) {
        return new SwitchOver.Progress("switch-1", "a", "b", "김가온", "why", NOW, state, "200 ok");
    }

    static Standing standing() {
        List<SiteState> sites = new ArrayList<>();
        for (String site : List.of("a", "b", "c")) {
            boolean silent = site.equals("c");
            sites.add(
                    new SiteState(
                            site,
                            "127.9.1.1",
                            new SiteState.Replica(
                                    silent
                                            ? SiteState.SILENT
                                            : site.equals("a")
                                                    ? SiteState.PRIMARY
                                                    : SiteState.SYNCHRONOUS,
                                    silent ? 0 : 3,
                                    silent ? -1 : 0),
                            silent ? SiteState.SILENT : site.equals("b") ? "leader" : "follower",
                            !silent,
                            silent ? SiteState.SILENT : "ready",
                            silent ? Optional.empty() : Optional.of(report(site))));
        }
        return new Standing(NOW, "a", sites);
    }

    private static SiteReport report(String site) {
        List<Link> links = new ArrayList<>();
        for (String peer : List.of("a", "b", "c")) {
            if (!peer.equals(site)) {
                boolean lost = peer.equals("c");
                links.add(link(site, peer, Link.Size.SMALL, 0));
                links.add(link(site, peer, Link.Size.FULL, lost ? 5 : 0));
                links.add(link(peer, site, Link.Size.FULL, 0));
            }
        }
        return new SiteReport(
                site, NOW, site.equals("a"), false, List.of(), List.of(), links, List.of());
    }

    private static Link link(String from, String to, Link.Size size, int lost) {
        return new Link(
                Link.Kind.HTTP, from, to, size, Optional.of(NOW), lost, lost, Duration.ofMillis(3));
    }

    private static SitesView view() {
        Standing now = standing();
        SitesView.Part part = new SitesView.Part("–", "govuk-tag--green");
        SitesView.LinkLine link = new SitesView.LinkLine("a", "b", "1", "2", part);
        return new SitesView(
                false,
                "serving",
                "–",
                "a",
                List.of("–"),
                List.of(new RecordView.Row("sites.primary", "a")),
                SitesMap.of(now),
                List.of(new SitesView.SiteLine("a", "–", "–", "3", "0 B", part, part, part)),
                List.of(link),
                List.of(link),
                List.of(new SitesView.JournalLine("a", "central-1", "3", "3", "2", "1", "–")),
                List.of(new SitesView.AlarmLine("a", "sync-disagreement", "words", "–")),
                List.of(new SitesView.ServiceState("kr.move-in", "전입신고", part, "2")),
                List.of("서울특별시 종로구"),
                List.of("etcd.a"),
                List.of(new SitesView.DrillLine("–", "site-loss", "a", "0 / 9", true, "–", "–")),
                List.of(new SitesView.DemandLine("–", "a", "b", "김가온", "why", part)),
                List.of(
                        new SitesView.Target("b", true, ""),
                        new SitesView.Target("c", false, "no")));
    }

    static InventoryBook book() {
        return new InventoryBook(
                "a",
                List.of(
                        new Inventory(
                                Inventory.FORMAT,
                                "x",
                                "a",
                                NOW.minusSeconds(90),
                                List.of(
                                        new Inventory.Component(
                                                "etcd.a",
                                                "etcd",
                                                "a",
                                                "127.9.1.1:2379",
                                                "3.4",
                                                "/srv",
                                                List.of("k"))),
                                List.of(
                                        new Inventory.Need(
                                                "etcd", 2, List.of("etcd.a", "etcd.b", "etcd.c"))),
                                List.of(
                                        new Inventory.ServiceLine(
                                                "kr.move-in",
                                                Map.of("ko", "전입신고", "ja", "転入", "en", "Move"),
                                                List.of("kr-11110"),
                                                List.of(
                                                        new Inventory.Level(
                                                                "etcd", "everybody", "everybody")),
                                                Duration.ofHours(1))),
                                List.of(new Inventory.OfficeLine("kr-11110", "종로구")),
                                "nobody",
                                List.of(
                                        new Inventory.Rank(
                                                List.of("etcd"),
                                                List.of(),
                                                Map.of("ko", "–", "ja", "–", "en", "–"))),
                                List.of(
                                        new Inventory.Runbook(
                                                "look",
                                                List.of("etcd"),
                                                Map.of("ko", "–", "ja", "–", "en", "–"),
                                                List.of(
                                                        new Inventory.Step(
                                                                Map.of("en", "–"), "ls")))))));
    }
}
