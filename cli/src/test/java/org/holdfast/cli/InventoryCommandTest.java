// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.holdfast.api.Language;
import org.holdfast.cluster.Ports;
import org.holdfast.cluster.SitePlan;
import org.holdfast.portal.InventoryPrint;
import org.holdfast.sites.Inventory;
import org.holdfast.sites.Inventory.Component;
import org.holdfast.sites.Inventory.Level;
import org.holdfast.sites.Inventory.Need;
import org.holdfast.sites.InventoryBook;
import org.holdfast.sites.Outage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files of three sites, of which one site's folder is gone, read with nothing running.
class InventoryCommandTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir Path folder;

    private void write(String holder, String site, Instant madeAt) throws IOException {
        Path files = folder.resolve(holder).resolve("node/inventory");
        Files.createDirectories(files);
        Files.writeString(files.resolve(site + ".json"), document(site, madeAt).json());
    }

    private static Inventory document(String site, Instant madeAt) {
        List<Component> parts = new ArrayList<>();
        for (String kind : List.of("etcd", "node")) {
            parts.add(
                    new Component(
                            kind + "." + site,
                            kind,
                            site,
                            "10.0.0.1:1",
                            "1",
                            "/srv",
                            List.of("k")));
        }
        return new Inventory(
                Inventory.FORMAT,
                "x",
                site,
                madeAt,
                parts,
                List.of(
                        new Need("etcd", 2, List.of("etcd.a", "etcd.b", "etcd.c")),
                        new Need("nodes", 1, List.of("node.a", "node.b", "node.c"))),
                List.of(
                        new Inventory.ServiceLine(
                                "kr.move-in",
                                Map.of("ko", "전입신고", "ja", "転入", "en", "Move-in report"),
                                List.of("kr-11110"),
                                List.of(
                                        new Level("etcd", "everybody", "everybody"),
                                        new Level("nodes", "not-taken", "not-taken")),
                                Duration.ofHours(1))),
                List.of(new Inventory.OfficeLine("kr-11110", "서울특별시 종로구")),
                "the council, 2026-11-01",
                List.of(new Inventory.Rank(List.of("etcd"), List.of(), Map.of("en", "first"))),
                List.of(
                        new Inventory.Runbook(
                                "look",
                                List.of("etcd"),
                                Map.of("en", "When nobody knows"),
                                List.of(
                                        new Inventory.Step(
                                                Map.of("en", "Look."),
                                                "./holdfast cluster status")))));
    }

    private InventoryBook withoutSiteA() throws IOException {
        write("b", "a", NOW.minusSeconds(600));
        write("b", "b", NOW.minusSeconds(30));
        write("c", "a", NOW.minusSeconds(90));
        write("c", "c", NOW.minusSeconds(30));
        return InventoryCommand.ofCluster(folder);
    }

    @Test
    void readsEverySiteFromTheCopiesThatAreLeft() throws IOException {
        InventoryBook book = withoutSiteA();
        assertThat(book.documents()).extracting(Inventory::site).containsExactly("a", "b", "c");
        Outage calm = Outage.of(book, Set.of(), Optional.empty());
        List<String> lines = InventoryCommand.lines(book, calm, NOW, false);
        assertThat(lines)
                .contains("Copy of site b+c")
                .contains("Site a as of 2026-11-26T11:58:30Z (90 s ago)")
                .contains("Order of restoring (the council, 2026-11-01)")
                .contains("      ./holdfast cluster status");
    }

    @Test
    void saysWhatHasStoppedForWholeSitesAndRefusesUnknownOnes() throws IOException {
        withoutSiteA();
        assertThat(run("--lost", "a")).isEqualTo(ExitCode.GOOD);
        assertThat(run("--lost", "a,etcd.b")).isEqualTo(ExitCode.FINDING);
        assertThat(run("--json", "--lost", "a,b")).isEqualTo(ExitCode.FINDING);
        assertThat(run("--lost", "etcd.x")).isEqualTo(ExitCode.MISSING);
        InventoryBook book = InventoryCommand.ofCluster(folder);
        Outage outage = Outage.of(book, Set.of("etcd.a", "etcd.b"), Optional.empty());
        assertThat(InventoryCommand.lines(book, outage, NOW, true))
                .containsExactly(
                        "Copy of site b+c",
                        "Lost: etcd.a, etcd.b",
                        "STOPPED kr.move-in                   not-taken        kr-11110",
                        "Office kr-11110 서울특별시 종로구: stopped kr.move-in");
    }

    /// A site that has a machine to itself has the documents of all, and no folder of another.
    @Test
    void readsAllSitesFromTheFolderOfOne() throws IOException {
        SequencedMap<String, String> addresses = new LinkedHashMap<>();
        List.of("a", "b", "c").forEach(one -> addresses.put(one, "10.0.0.1"));
        Path own = folder.resolve("office");
        write("office", "a", NOW.minusSeconds(600));
        write("office", "b", NOW.minusSeconds(30));
        new SitePlan("b", "x", addresses, Ports.USUAL, own, Optional.empty(), true).write();
        InventoryBook book = InventoryCommand.ofCluster(own);
        assertThat(book.keeper()).isEqualTo("b");
        assertThat(book.documents()).extracting(Inventory::site).containsExactly("a", "b");
    }

    @Test
    void saysWhereThereIsNoInventory() {
        assertThat(run()).isEqualTo(ExitCode.MISSING);
    }

    @Test
    void aPageForPaperHasEverythingInOneFile() throws IOException {
        InventoryBook book = withoutSiteA();
        for (Language language : Language.values()) {
            String html = InventoryPrint.html(book, Set.of("etcd.a", "etcd.b"), language, NOW);
            assertThat(html)
                    .contains("<html lang=\"" + language.code() + "\"")
                    .contains("etcd.c")
                    .contains("kr-11110")
                    .contains("<style>")
                    .contains("@page")
                    .doesNotContain("<script", "<link", "src=");
        }
        Path page = folder.resolve("page.html");
        assertThat(run("--html", page.toString(), "--language", "ja")).isZero();
        assertThat(page).content().contains("<html lang=\"ja\"");
    }

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("inventory", "--dir", folder.toString()));
        arguments.addAll(List.of(more));
        return Main.line().execute(arguments.toArray(String[]::new));
    }
}
