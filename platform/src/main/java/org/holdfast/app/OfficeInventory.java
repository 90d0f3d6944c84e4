// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.cases.OfficeState;
import org.holdfast.cases.ServingRule;
import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.Recovery;
import org.holdfast.catalogue.Service;
import org.holdfast.catalogue.Words;
import org.holdfast.database.DatabaseFault;
import org.holdfast.identity.Accounts;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import org.holdfast.sites.Inventories;
import org.holdfast.sites.Inventory;
import org.holdfast.sites.Inventory.Component;
import org.holdfast.sites.Inventory.Level;
import org.holdfast.sites.Inventory.OfficeLine;
import org.holdfast.sites.Inventory.Rank;
import org.holdfast.sites.Inventory.Runbook;
import org.holdfast.sites.Inventory.ServiceLine;
import org.holdfast.sites.Inventory.Step;
import org.holdfast.sites.InventoryBook;
import org.springframework.dao.DataAccessException;

/// Makes the inventory of this site from what is known here: the packs, the parts, and the offices
/// for which officers work. While the database is away, the offices are those of the last document.
final class OfficeInventory {
    /// What an office on one machine is called among sites.
    private static final String ONE = "office";

    private final OfficeSettings settings;
    private final Catalogue catalogue;
    private final Offices offices;
    private final Accounts accounts;
    private final InstantSource clock;

    OfficeInventory(
            OfficeSettings settings,
            Catalogue catalogue,
            Offices offices,
            Accounts accounts,
            InstantSource clock) {
        this.settings = settings;
        this.catalogue = catalogue;
        this.offices = offices;
        this.accounts = accounts;
        this.clock = clock;
    }

    String site() {
        return settings.site().map(site -> String.valueOf(site.place())).orElse(ONE);
    }

    Inventory make() {
        List<OfficeLine> served = offices();
        List<String> sites =
                settings.site()
                        .map(site -> List.copyOf(site.watch().doors().keySet()))
                        .filter(names -> !names.isEmpty())
                        .orElse(List.of(site()));
        return new Inventory(
                Inventory.FORMAT,
                settings.site().map(site -> site.watch().cluster()).orElse(ONE),
                site(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                settings.site().map(site -> site.components().get()).orElseGet(this::oneMachine),
                settings.site().isPresent() ? SiteNeeds.of(sites) : SiteNeeds.ofOne(ONE),
                services(served),
                served,
                catalogue.recovery().decided().by() + ", " + catalogue.recovery().decided().on(),
                order(),
                runbooks());
    }

    private List<OfficeLine> offices() {
        try {
            return accounts.offices().stream()
                    .map(code ->
                            new OfficeLine(
                                    code.value(),
                                    offices.find(code)
                                            .map(office -> office.fullName())
                                            .orElse(code.value())))
                    .toList();
        } catch (DatabaseFault | DataAccessException away) {
            return before().map(Inventory::offices).orElse(List.of());
        }
    }

    private Optional<Inventory> before() {
        try {
            return InventoryBook.at(site(), settings.data().resolve(Inventories.FOLDER)).of(site());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /// In the order in which they are to be back.
    private List<ServiceLine> services(List<OfficeLine> served) {
        List<String> ranked =
                catalogue.recovery().services().stream()
                        .flatMap(rank -> rank.services().stream())
                        .toList();
        return catalogue.services().stream()
                .sorted(Comparator.comparingInt(service -> ranked.indexOf(service.code())))
                .map(service -> line(service, served))
                .toList();
    }

    private static ServiceLine line(Service service, List<OfficeLine> served) {
        String full = ServingRule.of(service, OfficeState.PRIMARY_THERE).text();
        boolean paper = service.kind() == Service.Kind.PAPER;
        return new ServiceLine(
                service.code(),
                words(service.heading().title()),
                served.stream()
                        .map(OfficeLine::code)
                        .filter(code ->
                                new OfficeCode(code).country().code().equals(service.country()))
                        .toList(),
                List.of(
                        new Level(paper ? SiteNeeds.FACTS : SiteNeeds.CHANGES, full, full),
                        new Level(
                                SiteNeeds.NODES,
                                ServingRule.of(service, OfficeState.COPY_FRESH).text(),
                                ServingRule.of(service, OfficeState.COPY_STALE).text())),
                service.staleness());
    }

    private static Map<String, String> words(Words words) {
        return Map.of("ko", words.ko(), "ja", words.ja(), "en", words.en());
    }

    private List<Rank> order() {
        List<String> here =
                settings.site().isPresent()
                        ? List.of("etcd", "postgres", "haproxy", "node")
                        : List.of("postgres", "node");
        List<Rank> order = new ArrayList<>();
        for (Recovery.Parts parts : catalogue.recovery().parts()) {
            List<String> kinds = parts.kinds().stream().filter(here::contains).toList();
            if (!kinds.isEmpty()) {
                order.add(new Rank(kinds, List.of(), words(parts.why())));
            }
        }
        for (Recovery.Rank rank : catalogue.recovery().services()) {
            order.add(new Rank(List.of(), rank.services(), words(rank.why())));
        }
        return order;
    }

    private List<Runbook> runbooks() {
        Recovery.Where here =
                settings.site().isPresent() ? Recovery.Where.CLUSTER : Recovery.Where.ONE;
        RunbookCommands commands =
                new RunbookCommands(
                        settings.site().map(SiteSettings::folder), site(), settings.data());
        return catalogue.recovery().runbooks().stream()
                .filter(book -> book.where().contains(here))
                .map(book ->
                        new Runbook(
                                book.code(),
                                book.about(),
                                words(book.when()),
                                book.steps().stream()
                                        .map(step ->
                                                new Step(
                                                        words(step.words()),
                                                        commands.exact(step.command())))
                                        .toList()))
                .toList();
    }

    private List<Component> oneMachine() {
        Path postgres = settings.data().resolve("postgres");
        return List.of(
                new Component(
                        "postgres." + ONE,
                        "postgres",
                        ONE,
                        "",
                        "PostgreSQL " + firstLine(postgres.resolve("data/PG_VERSION")),
                        postgres.toString(),
                        List.of()),
                new Component(
                        "node." + ONE,
                        "node",
                        ONE,
                        settings.host() + ":" + settings.port(),
                        "Holdfast 0.1.0, Java " + Runtime.version().feature(),
                        settings.data().toString(),
                        names(settings.data().resolve("keys"))));
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unknown) {
            return "";
        }
    }

    /// Names of files, never what is in them.
    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> folder.getFileName() + "/" + file.getFileName())
                    .sorted()
                    .toList();
        } catch (IOException none) {
            return List.of();
        }
    }
}
