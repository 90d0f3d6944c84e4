// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The networks of a cluster whose sites have their own: a bridge `hfN` at 10.231.N.254, where the
/// commands and the clients of this machine are, and for each site a namespace `hfNa` with one
/// device at 10.231.N.1, .2 and .3. Nothing else of the machine's network is touched, and nothing
/// leads out of it.
///
/// Made and removed by name alone, so that what a killed command left is found again; the bridge
/// carries the cluster's folder as its alias, and another cluster's is refused. Packets may be
/// 9,000 bytes long, and each is what one call of the stack sends (no segments are glued together),
/// so that lengths are those of a wire.
final class Namespaces {
    /// The address of the clients, behind the network's number.
    static final int CALLER = 254;

    private static final String IP = "/usr/sbin/ip";
    private static final String MTU = "9000";
    private static final Path NAMED = Path.of("/run/netns");

    private final ClusterPlan plan;

    private Namespaces(ClusterPlan plan) {
        this.plan = plan;
    }

    /// Empty for a cluster on loopback addresses.
    static Optional<Namespaces> of(ClusterPlan plan) {
        return plan.own().contains(Own.NETWORK)
                ? Optional.of(new Namespaces(plan))
                : Optional.empty();
    }

    static String address(int network, int host) {
        return "10.231." + network + "." + host;
    }

    /// Whether nothing of this machine is called so or has such an address.
    static boolean isFree(int network) {
        if (Files.exists(Path.of("/sys/class/net/hf" + network))) {
            return false;
        }
        for (String site : ClusterPlan.SITES) {
            if (Files.exists(NAMED.resolve("hf" + network + site))) {
                return false;
            }
        }
        return Tool.run(IP, "-4", "-o", "route", "show", "table", "all")
                .lines()
                .noneMatch(route -> overlaps(route, network));
    }

    /// Whether a line of `ip route` leads to an address of 10.231.N.0/24, other than by default.
    static boolean overlaps(String route, int network) {
        for (String word : route.split(" ", -1)) {
            if (word.matches("[0-9]+(\\.[0-9]+){3}(/[0-9]+)?")) {
                String[] parts = word.split("/", -1);
                int length = parts.length == 2 ? Integer.parseInt(parts[1]) : 32;
                int mask = length == 0 ? 0 : -1 << (32 - Math.min(length, 24));
                return (number(parts[0]) & mask) == (number(address(network, 0)) & mask);
            }
        }
        return false;
    }

    private static int number(String address) {
        int number = 0;
        for (String part : address.split("\\.", -1)) {
            number = number << 8 | Integer.parseInt(part);
        }
        return number;
    }

    /// Makes what is missing.
    ///
    /// @throws ClusterFault when the names belong to another cluster, or the kernel refuses
    void make() {
        String bridge = bridge();
        if (!Files.exists(Path.of("/sys/class/net", bridge))) {
            Tool.run(IP, "link", "add", bridge, "type", "bridge");
        }
        if (!ours()) {
            throw new ClusterFault(
                    "the network " + bridge + " belongs to " + alias() + "; stop that one first");
        }
        Tool.run(IP, "link", "set", bridge, "alias", plan.folder().toString());
        Tool.run(IP, "link", "set", bridge, "mtu", MTU, "up");
        if (!Tool.run(IP, "-4", "-o", "addr", "show", "dev", bridge).contains(" inet ")) {
            Tool.run(IP, "addr", "add", plan.caller() + "/24", "dev", bridge);
        }
        for (String site : ClusterPlan.SITES) {
            join(site);
        }
    }

    private void join(String site) {
        String name = name(site);
        if (!Files.exists(NAMED.resolve(name))) {
            Tool.run(IP, "netns", "add", name);
        }
        if (!Files.exists(Path.of("/sys/class/net", name))) {
            Tool.run(
                    IP, "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
        }
        Tool.run(IP, "link", "set", name, "mtu", MTU, "gso_max_segs", "1", "master", bridge());
        Tool.run(IP, "link", "set", name, "up");
        if (!Tool.run(IP, "-n", name, "-4", "-o", "addr", "show", "dev", "eth0")
                .contains(" inet ")) {
            String own = plan.addresses().get(site) + "/24";
            Tool.run(IP, "-n", name, "addr", "add", own, "dev", "eth0");
        }
        Tool.run(IP, "-n", name, "link", "set", "eth0", "mtu", MTU, "gso_max_segs", "1");
        Tool.run(IP, "-n", name, "link", "set", "eth0", "up");
        Tool.run(IP, "-n", name, "link", "set", "lo", "up");
    }

    /// Removes everything that has this cluster's names; nothing may run there any more.
    void remove() {
        if (Files.exists(Path.of("/sys/class/net", bridge())) && !ours()) {
            return;
        }
        for (String site : ClusterPlan.SITES) {
            if (Files.exists(Path.of("/sys/class/net", name(site)))) {
                Tool.run(IP, "link", "del", name(site));
            }
            if (Files.exists(NAMED.resolve(name(site)))) {
                Tool.run(IP, "netns", "del", name(site));
            }
        }
        if (Files.exists(Path.of("/sys/class/net", bridge()))) {
            Tool.run(IP, "link", "del", bridge());
        }
    }

    /// A bridge without an alias is one of this plan's name that a killed command left half made.
    private boolean ours() {
        return alias().isEmpty() || alias().equals(plan.folder().toString());
    }

    private String alias() {
        return Tool.run("/usr/bin/cat", "/sys/class/net/" + bridge() + "/ifalias").strip();
    }

    /// What has a command run inside a site's network.
    List<String> enter(String site) {
        return List.of("/usr/bin/nsenter", "--net=" + NAMED.resolve(name(site)), "--");
    }

    private String bridge() {
        return "hf" + plan.network();
    }

    private String name(String site) {
        return bridge() + site;
    }
}
