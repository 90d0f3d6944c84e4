// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.holdfast.api.Language;
import org.holdfast.cluster.SitePlan;
import org.holdfast.portal.InventoryPrint;
import org.holdfast.sites.Inventories;
import org.holdfast.sites.Inventory;
import org.holdfast.sites.InventoryBook;
import org.holdfast.sites.Outage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `inventory`: what runs where, what depends on it, in which order it comes back and what to do,
/// from the files of a data folder or of a cluster. Works when nothing runs.
@Command(
        name = "inventory",
        description = {
            "Say what runs where, what depends on it, in which order it comes back, and what to do.",
            "Reads files only: works with everything stopped. Exit code 1: something is stopped."
        })
final class InventoryCommand implements Callable<Integer> {
    private static final String ENGLISH = "en";

    @Option(names = "--data", description = "Folder of an office on one machine. Default: data.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--dir",
            description = "Folder of a cluster, the newest of all sites' copies; or of one site.")
    private Optional<Path> cluster = Optional.empty();

    @Option(
            names = "--lost",
            split = ",",
            description =
                    "What is lost: components such as etcd.a, or whole sites such as a. Says which"
                            + " services and offices have stopped.")
    private List<String> lost = List.of();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Option(names = "--html", description = "Write one page for screen and paper to this file.")
    private Optional<Path> html = Optional.empty();

    @Option(
            names = "--language",
            defaultValue = ENGLISH,
            description = "Of the page: ko, ja or en. Default: ${DEFAULT-VALUE}.")
    private String language = ENGLISH;

    @Override
    public Integer call() throws IOException {
        InventoryBook book = cluster.isPresent() ? ofCluster(cluster.get()) : ofOffice();
        if (book.documents().isEmpty()) {
            Screen.err(
                    "holdfast inventory: no inventory here yet; an office writes it when it"
                            + " starts (--data for one machine, --dir for a cluster)");
            return ExitCode.MISSING;
        }
        Set<String> gone = components(book);
        Instant now = InstantSource.system().instant();
        Outage outage = Outage.of(book, gone, Optional.empty());
        if (html.isPresent()) {
            Language words = Language.find(language).orElse(Language.EN);
            Files.writeString(html.get(), InventoryPrint.html(book, gone, words, now));
        }
        if (json) {
            ObjectNode node = book.json();
            node.set("outage", JsonMapper.shared().valueToTree(outage));
            Screen.out(
                    JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(node));
        } else if (html.isEmpty() || !lost.isEmpty()) {
            lines(book, outage, now, !lost.isEmpty()).forEach(Screen::out);
        }
        return outage.hits().stream().anyMatch(Outage.Hit::stopped)
                ? ExitCode.FINDING
                : ExitCode.GOOD;
    }

    private InventoryBook ofOffice() throws IOException {
        Path folder =
                data.orElseGet(() -> Path.of(System.getProperty("holdfast.home", "."), "data"));
        Path files = folder.resolve(Inventories.FOLDER);
        return InventoryBook.at(keeper(files), files);
    }

    /// The one site of a folder with one document; of several nobody can say whose it is.
    private static String keeper(Path files) throws IOException {
        List<String> sites =
                InventoryBook.at("", files).documents().stream().map(Inventory::site).toList();
        return sites.size() == 1 ? sites.getFirst() : "?";
    }

    /// Each site's folder has the documents of all: what is left of any of them is enough, and the
    /// folder of one site, too.
    static InventoryBook ofCluster(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return new InventoryBook("", List.of());
        }
        if (Files.exists(folder.resolve("site.json"))) {
            return InventoryBook.at(
                    SitePlan.read(folder).site(),
                    folder.resolve("node").resolve(Inventories.FOLDER));
        }
        List<InventoryBook> books = new ArrayList<>();
        List<String> keepers = new ArrayList<>();
        try (Stream<Path> sites = Files.list(folder)) {
            for (Path site : sites.filter(Files::isDirectory).sorted().toList()) {
                InventoryBook book =
                        InventoryBook.at(
                                String.valueOf(site.getFileName()),
                                site.resolve("node").resolve(Inventories.FOLDER));
                if (!book.documents().isEmpty()) {
                    books.add(book);
                    keepers.add(book.keeper());
                }
            }
        }
        return InventoryBook.newest(String.join("+", keepers), books);
    }

    /// A site stands for all of its components.
    private Set<String> components(InventoryBook book) {
        Set<String> gone = new TreeSet<>();
        for (String one : lost) {
            List<String> found =
                    book.ids().stream()
                            .filter(id -> id.equals(one) || id.endsWith("." + one))
                            .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException(
                        "--lost "
                                + one
                                + ": no such component or site; there are "
                                + String.join(", ", book.ids()));
            }
            gone.addAll(found);
        }
        return gone;
    }

    static List<String> lines(InventoryBook book, Outage outage, Instant now, boolean asked) {
        List<String> lines = new ArrayList<>();
        lines.add("Copy of site " + book.keeper());
        if (asked) {
            lines.addAll(outage(book, outage));
            return lines;
        }
        for (Inventory one : book.documents()) {
            lines.add("");
            lines.add(
                    "Site "
                            + one.site()
                            + " as of "
                            + one.madeAt()
                            + " ("
                            + age(Duration.between(one.madeAt(), now))
                            + " ago)");
            for (Inventory.Component part : one.components()) {
                lines.add("  %-14s %-22s %s".formatted(part.id(), part.address(), part.version()));
                if (!part.data().isEmpty()) {
                    lines.add("  %-14s %s".formatted("", part.data()));
                }
                if (!part.keys().isEmpty()) {
                    lines.add("  %-14s keys: %s".formatted("", String.join(", ", part.keys())));
                }
                Outage alone = Outage.of(book, Set.of(part.id()), Optional.empty());
                lines.add("  %-14s lost alone: %s".formatted("", words(alone)));
            }
        }
        book.leading().ifPresent(one -> whole(one, lines));
        return lines;
    }

    private static void whole(Inventory one, List<String> lines) {
        lines.add("");
        lines.add("Order of restoring (" + one.decided() + ")");
        for (int i = 0; i < one.order().size(); i++) {
            Inventory.Rank rank = one.order().get(i);
            List<String> what = new ArrayList<>(rank.components());
            what.addAll(rank.services());
            lines.add(
                    "  %d. %s: %s"
                            .formatted(
                                    i + 1,
                                    what.isEmpty() ? "-" : String.join(", ", what),
                                    rank.why().getOrDefault(ENGLISH, "")));
        }
        for (Inventory.Runbook book : one.runbooks()) {
            lines.add("");
            lines.add(book.when().getOrDefault(ENGLISH, book.code()));
            for (Inventory.Step step : book.steps()) {
                lines.add("  - " + step.words().getOrDefault(ENGLISH, ""));
                if (!step.command().isEmpty()) {
                    lines.add("      " + step.command());
                }
            }
        }
    }

    private static List<String> outage(InventoryBook book, Outage outage) {
        List<String> lines = new ArrayList<>();
        lines.add("Lost: " + String.join(", ", outage.lost()));
        if (outage.hits().isEmpty()) {
            lines.add("No service is hit.");
        }
        for (Outage.Hit hit : outage.hits()) {
            lines.add(
                    "%s %-28s %-16s %s"
                            .formatted(
                                    hit.stopped() ? "STOPPED" : "limited",
                                    hit.service(),
                                    hit.rule(),
                                    String.join(" ", hit.offices())));
        }
        List<Inventory.OfficeLine> offices =
                book.leading().map(Inventory::offices).orElse(List.of());
        for (Inventory.OfficeLine office : offices) {
            List<String> services = outage.stoppedOffices().getOrDefault(office.code(), List.of());
            if (!services.isEmpty()) {
                lines.add(
                        "Office "
                                + office.code()
                                + " "
                                + office.name()
                                + ": stopped "
                                + String.join(", ", services));
            }
        }
        if (!outage.next().isEmpty()) {
            lines.add("If lost too, more is hit: " + String.join(", ", outage.next()));
        }
        return lines;
    }

    private static String words(Outage outage) {
        if (outage.hits().isEmpty()) {
            return "no service is hit"
                    + (outage.next().isEmpty()
                            ? ""
                            : "; after it do not lose " + String.join(", ", outage.next()));
        }
        List<String> words = new ArrayList<>();
        outage.hits().forEach(hit -> words.add(hit.service() + " " + hit.rule()));
        return String.join(", ", words);
    }

    private static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
    }
}
