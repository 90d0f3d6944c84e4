// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.holdfast.cluster.Cluster;
import org.holdfast.cluster.SitePlan;
import tools.jackson.core.JacksonException;

/// The nodes of a cluster as clients know them: three addresses, and who may enter. Thread-safe.
final class SiteNodes implements AutoCloseable {
    static final String KOREAN = "kr-11110";
    static final String JAPANESE = "jp-131148";

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration BREATH = Duration.ofMillis(300);

    private final SequencedMap<String, Node> nodes;

    private SiteNodes(SequencedMap<String, Node> nodes) {
        this.nodes = nodes;
    }

    /// One node, with a client for the officer of each office and one for anybody.
    ///
    /// @param folder of the node, on its site's disk
    record Node(
            String site,
            Path folder,
            DemoOffice demo,
            OfficeClient korean,
            OfficeClient japanese,
            OfficeClient anybody) {
        OfficeClient officer(String office) {
            return office.equals(KOREAN) ? korean : japanese;
        }

        String base() {
            return demo.base();
        }
    }

    /// Says at once what a cluster lacks that a drill needs, and the commands that make one which
    /// has it.
    ///
    /// @throws DrillFault when a site has no node, or one without made-up people
    static void mustBeDemo(Cluster cluster, SiteDrillKind kind) throws IOException {
        for (String site : cluster.site("a").addresses().keySet()) {
            SitePlan plan = cluster.site(site);
            boolean demo =
                    plan.node().isPresent()
                            && (plan.node().get().command().contains("--demo")
                                    || Files.exists(plan.nodeFolder().resolve("demo.json")));
            if (!demo) {
                Path folder = plan.folder().getParent();
                String other = folder + "-demo";
                throw new DrillFault(
                        """
                        site %s has %s. A drill needs them at every site; these commands make such a cluster and run the drill:
                          ./holdfast cluster down --dir %s
                          ./holdfast cluster up --demo --dir %s
                          ./holdfast drill %s --dir %s\
                        """
                                .formatted(
                                        site,
                                        plan.node().isPresent()
                                                ? "a node without made-up people"
                                                : "no node, and so no made-up people",
                                        folder,
                                        other,
                                        kind.word(),
                                        other));
            }
        }
    }

    /// Waits until every node has said in `demo.json` who may enter.
    ///
    /// @throws DrillFault when that is not so within three minutes
    static SiteNodes of(Cluster cluster) throws IOException {
        SequencedMap<String, Node> nodes = new LinkedHashMap<>();
        for (String site : cluster.site("a").addresses().keySet()) {
            SitePlan plan = cluster.site(site);
            if (plan.node().isEmpty()) {
                throw new DrillFault(
                        "site "
                                + site
                                + " has no node to ask; start the cluster with: holdfast cluster up"
                                + " --demo");
            }
            String base = plan.nodeAddress(site).toString();
            DemoOffice demo = demo(plan.nodeFolder().resolve("demo.json"));
            DemoOffice here = new DemoOffice(base, demo.people(), demo.subjects());
            nodes.put(
                    site,
                    new Node(
                            site,
                            plan.nodeFolder(),
                            here,
                            new OfficeClient(base, here.officer(KOREAN).token()),
                            new OfficeClient(base, here.officer(JAPANESE).token()),
                            new OfficeClient(base, "")));
        }
        return new SiteNodes(nodes);
    }

    private static DemoOffice demo(Path file) throws IOException {
        long until = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() - until < 0) {
            if (Files.exists(file)) {
                try {
                    DemoOffice demo = DemoOffice.read(file);
                    if (!demo.subjects().isEmpty()) {
                        return demo;
                    }
                } catch (JacksonException halfWritten) {
                    // it is written again at each start
                }
            }
            Pauses.of(BREATH);
        }
        throw new DrillFault("no demo tokens in " + file + " within " + START_LIMIT);
    }

    List<String> sites() {
        return List.copyOf(nodes.keySet());
    }

    Node node(String site) {
        Node node = nodes.get(site);
        if (node == null) {
            throw new DrillFault("there is no site " + site);
        }
        return node;
    }

    Node node(int number) {
        return List.copyOf(nodes.values()).get(Math.floorMod(number, nodes.size()));
    }

    int count() {
        return nodes.size();
    }

    List<Node> all() {
        return List.copyOf(nodes.values());
    }

    /// Sites whose nodes say that they take work.
    List<String> ready() {
        List<String> ready = new ArrayList<>();
        for (Node node : nodes.values()) {
            if (isReady(node)) {
                ready.add(node.site());
            }
        }
        return ready;
    }

    static boolean isReady(Node node) {
        try {
            return node.anybody().get("/health/ready", Duration.ofSeconds(1)).status() == 200;
        } catch (IOException away) {
            return false;
        }
    }

    @Override
    public void close() {
        for (Node node : nodes.values()) {
            node.korean().close();
            node.japanese().close();
            node.anybody().close();
        }
    }
}
