// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.holdfast.sites.Inventory.Component;
import org.holdfast.sites.Inventory.Need;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The inventories of all sites as one place has them. A value.
///
/// @param keeper the site whose copy this is
/// @param documents one a site, in the order of their names; what a site never gave is not there
public record InventoryBook(String keeper, List<Inventory> documents) {
    private static final String ENDING = ".json";
    private static final JsonMapper JSON = JsonMapper.shared();

    public InventoryBook {
        documents = List.copyOf(documents);
    }

    /// What a node keeps in its folder of inventories. Needs nothing that runs; what cannot be read
    /// is left out.
    ///
    /// @param keeper the site whose folder it is
    public static InventoryBook at(String keeper, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return new InventoryBook(keeper, List.of());
        }
        List<Inventory> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(ENDING)).toList()) {
                if (Files.size(file) <= Inventory.MOST_BYTES) {
                    Inventory.read(Files.readAllBytes(file))
                            .filter(one -> file.endsWith(one.site() + ENDING))
                            .ifPresent(found::add);
                }
            }
        }
        found.sort(Comparator.comparing(Inventory::site));
        return new InventoryBook(keeper, found);
    }

    /// The newest document of each site that any of these has.
    public static InventoryBook newest(String keeper, List<InventoryBook> books) {
        Map<String, Inventory> newest = new TreeMap<>();
        for (InventoryBook book : books) {
            for (Inventory one : book.documents) {
                newest.merge(one.site(), one, (a, b) -> b.madeAt().isAfter(a.madeAt()) ? b : a);
            }
        }
        return new InventoryBook(keeper, List.copyOf(newest.values()));
    }

    /// The document of a site.
    public Optional<Inventory> of(String site) {
        return documents.stream().filter(one -> one.site().equals(site)).findFirst();
    }

    /// The document that says what holds for all sites: the newest.
    public Optional<Inventory> leading() {
        return documents.stream().max(Comparator.comparing(Inventory::madeAt));
    }

    /// Every component that any document names, by site and id.
    public List<Component> components() {
        return documents.stream().flatMap(one -> one.components().stream()).toList();
    }

    /// The needs of the whole by id.
    Map<String, Need> needs() {
        Map<String, Need> needs = new LinkedHashMap<>();
        leading().ifPresent(one -> one.needs().forEach(need -> needs.put(need.id(), need)));
        return needs;
    }

    /// Ids of everything that can be lost: of the documents, and those that needs name although no
    /// document of their site is here.
    public List<String> ids() {
        TreeSet<String> ids = new TreeSet<>();
        components().forEach(one -> ids.add(one.id()));
        Map<String, Need> needs = needs();
        needs.values().forEach(need -> ids.addAll(need.of()));
        ids.removeAll(needs.keySet());
        return List.copyOf(ids);
    }

    /// All of them as JSON: `{keeper, inventories: [...]}`.
    public ObjectNode json() {
        ObjectNode node = JSON.createObjectNode().put("keeper", keeper);
        ArrayNode all = node.putArray("inventories");
        documents.forEach(one -> all.add(JSON.valueToTree(one)));
        return node;
    }

    /// Reads what another site's [#json] says; what cannot be read is left out.
    static List<Inventory> read(byte[] json) {
        List<Inventory> found = new ArrayList<>();
        for (JsonNode one : JSON.readTree(json).path("inventories")) {
            Inventory.read(JSON.writeValueAsBytes(one)).ifPresent(found::add);
        }
        return found;
    }
}
