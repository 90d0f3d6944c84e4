// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.holdfast.sites.Inventory;
import org.holdfast.sites.InventoryBook;
import org.holdfast.sites.Outage;

/// The inventories of all sites as they are read on a screen or on paper, in one language.
///
/// @param keeper the site whose copy this is
/// @param printed when it was shown
/// @param missing sites of which no document is here
/// @param outage what has stopped; empty when nobody asked
record InventoryView(
        String keeper,
        String printed,
        List<String> missing,
        Optional<OutageLines> outage,
        List<Sheet> sheets,
        List<ServiceRow> services,
        List<Inventory.OfficeLine> offices,
        String decided,
        List<RankRow> order,
        List<Book> books) {

    /// One site.
    ///
    /// @param age since its document was made
    record Sheet(String site, String madeAt, String age, List<Part> parts) {}

    /// One component.
    ///
    /// @param alone what happens when it alone is lost
    record Part(
            String id,
            String address,
            String version,
            String data,
            List<String> keys,
            String alone) {}

    record ServiceRow(
            String code,
            String title,
            String offices,
            String full,
            String copy,
            String late,
            String bound) {}

    record RankRow(int rank, String what, String why) {}

    record Book(String when, List<Line> steps) {}

    record Line(String words, String command) {}

    /// What has stopped.
    record OutageLines(
            List<String> lost,
            List<String> stopped,
            List<String> limited,
            List<String> offices,
            List<String> next) {
        /// Whether nothing is hit.
        boolean calm() {
            return stopped.isEmpty() && limited.isEmpty();
        }
    }

    /// @param lost components by id; empty: nobody asks what has stopped
    static InventoryView of(InventoryBook book, Set<String> lost, Instant now, Page page) {
        Optional<Inventory> leading = book.leading();
        TreeSet<String> missing = new TreeSet<>();
        book.ids().forEach(id -> missing.add(id.substring(id.indexOf('.') + 1)));
        book.documents().forEach(one -> missing.remove(one.site()));
        return new InventoryView(
                book.keeper(),
                page.figures().second(now, ZoneOffset.UTC) + " UTC",
                List.copyOf(missing),
                lost.isEmpty()
                        ? Optional.empty()
                        : Optional.of(outage(book, Outage.of(book, lost, Optional.empty()), page)),
                book.documents().stream().map(one -> sheet(book, one, now, page)).toList(),
                leading.map(one -> services(one, page)).orElse(List.of()),
                leading.map(Inventory::offices).orElse(List.of()),
                leading.map(Inventory::decided).orElse(""),
                leading.map(one -> order(one, page)).orElse(List.of()),
                leading.map(one -> books(one, page)).orElse(List.of()));
    }

    private static OutageLines outage(InventoryBook book, Outage outage, Page page) {
        Map<String, String> names = new TreeMap<>();
        book.leading()
                .ifPresent(one ->
                        one.offices().forEach(office -> names.put(office.code(), office.name())));
        List<String> stopped = new ArrayList<>();
        List<String> limited = new ArrayList<>();
        for (Outage.Hit hit : outage.hits()) {
            (hit.stopped() ? stopped : limited).add(hit(hit, page));
        }
        return new OutageLines(
                List.copyOf(outage.lost()),
                stopped,
                limited,
                outage.stoppedOffices().keySet().stream()
                        .map(code -> code + " " + names.getOrDefault(code, ""))
                        .toList(),
                outage.next());
    }

    private static String hit(Outage.Hit hit, Page page) {
        return hit.title().getOrDefault(page.lang(), hit.service())
                + " ("
                + hit.service()
                + "): "
                + page.t("rule." + hit.rule());
    }

    private static Sheet sheet(InventoryBook book, Inventory one, Instant now, Page page) {
        return new Sheet(
                one.site(),
                page.figures().second(one.madeAt(), ZoneOffset.UTC) + " UTC",
                Ages.words(Duration.between(one.madeAt(), now), page),
                one.components().stream()
                        .map(part ->
                                new Part(
                                        part.id(),
                                        part.address(),
                                        part.version(),
                                        part.data(),
                                        part.keys(),
                                        alone(book, part.id(), page)))
                        .toList());
    }

    private static String alone(InventoryBook book, String id, Page page) {
        Outage outage = Outage.of(book, Set.of(id), Optional.empty());
        if (outage.hits().isEmpty()) {
            return outage.next().isEmpty()
                    ? page.t("inv.alone.nothing")
                    : page.t("inv.alone.next", String.join(", ", outage.next()));
        }
        return String.join("; ", outage.hits().stream().map(hit -> hit(hit, page)).toList());
    }

    private static List<ServiceRow> services(Inventory one, Page page) {
        return one.services().stream()
                .map(service -> {
                    List<Inventory.Level> levels = service.levels();
                    return new ServiceRow(
                            service.code(),
                            service.title().getOrDefault(page.lang(), service.code()),
                            String.join(", ", service.offices()),
                            rule(
                                    levels.isEmpty() ? Outage.STOPPED : levels.getFirst().rule(),
                                    page),
                            rule(levels.isEmpty() ? Outage.STOPPED : levels.getLast().rule(), page),
                            rule(levels.isEmpty() ? Outage.STOPPED : levels.getLast().late(), page),
                            page.t("inv.hours", service.bound().toHours()));
                })
                .toList();
    }

    private static String rule(String rule, Page page) {
        return page.t("rule." + rule);
    }

    private static List<RankRow> order(Inventory one, Page page) {
        Map<String, String> titles = new TreeMap<>();
        one.services()
                .forEach(service ->
                        titles.put(
                                service.code(),
                                service.title().getOrDefault(page.lang(), service.code())));
        List<RankRow> rows = new ArrayList<>();
        for (Inventory.Rank rank : one.order()) {
            List<String> what = new ArrayList<>(rank.components());
            rank.services().forEach(code -> what.add(titles.getOrDefault(code, code)));
            rows.add(
                    new RankRow(
                            rows.size() + 1,
                            what.isEmpty() ? "–" : String.join(", ", what),
                            rank.why().getOrDefault(page.lang(), "")));
        }
        return rows;
    }

    private static List<Book> books(Inventory one, Page page) {
        return one.runbooks().stream()
                .map(book ->
                        new Book(
                                book.when().getOrDefault(page.lang(), book.code()),
                                book.steps().stream()
                                        .map(step ->
                                                new Line(
                                                        step.words().getOrDefault(page.lang(), ""),
                                                        step.command()))
                                        .toList()))
                .toList();
    }
}
