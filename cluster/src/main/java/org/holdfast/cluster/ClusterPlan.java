// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Three sites on one machine: at the loopback addresses 127.N.1.1, 127.N.2.1 and 127.N.3.1, or,
/// where each has a network of its own, at 10.231.N.1 to 10.231.N.3. `cluster.json` lies in the
/// folder of the cluster and, the same, in that of each site.
///
/// @param network N, 9 to 249
/// @param own what the sites do not share
record ClusterPlan(Path folder, String name, int network, Ports ports, Set<Own> own) {
    static final List<String> SITES = List.of("a", "b", "c");
    static final String FILE = "cluster.json";

    /// From which all loopback traffic comes that binds no end of its own.
    static final String THIS_MACHINE = "127.0.0.1";

    private static final int FIRST = 9;
    private static final int COUNT = 241;

    /// The longest folder below which a Unix socket can be made (107 bytes with its own name).
    private static final int LONGEST_FOLDER = 80;

    private static final JsonMapper JSON = JsonMapper.shared();

    ClusterPlan {
        own = Set.copyOf(own);
    }

    /// Reads the plan, from the folder or from any of its sites; empty when there is none yet.
    static Optional<ClusterPlan> read(Path folder) throws IOException {
        List<Path> places = new ArrayList<>(List.of(folder.resolve(FILE)));
        SITES.forEach(site -> places.add(folder.resolve(site).resolve(FILE)));
        for (Path place : places) {
            if (Files.exists(place)) {
                JsonNode json = JSON.readTree(Files.readString(place));
                return Optional.of(
                        new ClusterPlan(
                                folder.toAbsolutePath().normalize(),
                                json.path("name").asString(""),
                                json.path("network").asInt(0),
                                JSON.treeToValue(json.path("ports"), Ports.class),
                                Own.read(json.path("own"))));
            }
        }
        return Optional.empty();
    }

    /// A new plan on addresses that are free, with all their ports. Does not write it.
    static ClusterPlan fresh(Path folder, Set<Own> own) {
        Path whole = folder.toAbsolutePath().normalize();
        if (whole.toString().length() > LONGEST_FOLDER) {
            throw new ClusterFault(
                    "the folder's name is longer than "
                            + LONGEST_FOLDER
                            + " letters, too long for sockets below it; use a shorter --dir");
        }
        // two clusters that are made at the same moment begin to search at different places
        int start = Math.floorMod(whole.toString().hashCode(), COUNT);
        for (int i = 0; i < COUNT; i++) {
            int network = FIRST + (start + i) % COUNT;
            ClusterPlan plan =
                    new ClusterPlan(whole, "holdfast-" + network, network, Ports.USUAL, own);
            if (own.contains(Own.NETWORK)
                    ? Namespaces.isFree(network)
                    : plan.ports().taken(plan.addresses().values()).isEmpty()) {
                return plan;
            }
        }
        throw new ClusterFault(
                "no addresses with all ports free: "
                        + Ports.USUAL
                        + "; something listens there on every address of this machine");
    }

    SequencedMap<String, String> addresses() {
        SequencedMap<String, String> addresses = new LinkedHashMap<>();
        for (int i = 0; i < SITES.size(); i++) {
            addresses.put(
                    SITES.get(i),
                    own.contains(Own.NETWORK)
                            ? Namespaces.address(network, i + 1)
                            : "127." + network + "." + (i + 1) + ".1");
        }
        return addresses;
    }

    /// From which commands and clients of this machine come.
    String caller() {
        return own.contains(Own.NETWORK)
                ? Namespaces.address(network, Namespaces.CALLER)
                : THIS_MACHINE;
    }

    /// The plan of a site, with the node that its file names.
    SitePlan site(String site) throws IOException {
        Path at = folder.resolve(site);
        Optional<SitePlan> before =
                Files.exists(at.resolve("site.json"))
                        ? Optional.of(SitePlan.read(at))
                        : Optional.empty();
        return new SitePlan(
                site,
                name,
                addresses(),
                ports,
                at,
                before.flatMap(SitePlan::node),
                before.map(SitePlan::evict).orElse(true));
    }

    List<SitePlan> sites() throws IOException {
        List<SitePlan> plans = new ArrayList<>();
        for (String site : SITES) {
            plans.add(site(site));
        }
        return plans;
    }

    /// Writes the plan into `at`, the folder of the cluster or of a site.
    void write(Path at) throws IOException {
        ObjectNode json = JSON.createObjectNode().put("name", name).put("network", network);
        json.set("ports", JSON.valueToTree(ports));
        Own.write(own, json.putArray("own"));
        Disk.replace(
                at.resolve(FILE),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }
}
