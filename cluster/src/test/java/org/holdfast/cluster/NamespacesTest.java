// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three real networks and their faults, without any engine; as root only.
class NamespacesTest {
    @TempDir Path folder;

    @Test
    void aRouteOverlapsWhenItHasAnAddressOfTheNetwork() {
        assertThat(Namespaces.overlaps("10.231.9.0/24 dev x", 9)).isTrue();
        assertThat(Namespaces.overlaps("local 10.231.9.7 dev x", 9)).isTrue();
        assertThat(Namespaces.overlaps("10.0.0.0/8 via 192.0.2.1 dev x", 9)).isTrue();
        assertThat(Namespaces.overlaps("10.231.9.0/24 dev x", 10)).isFalse();
        assertThat(Namespaces.overlaps("default via 192.0.2.1 dev x", 9)).isFalse();
    }

    @Test
    void theSamePlanHasOtherAddresses() {
        ClusterPlan plan = plan(9);
        assertThat(plan.addresses().values())
                .containsExactly("10.231.9.1", "10.231.9.2", "10.231.9.3");
        assertThat(plan.caller()).isEqualTo("10.231.9.254");
    }

    @Test
    void aFaultOfLinksIsRefusedWhereTheyAreShared() {
        Faults faults = new Faults(new ClusterPlan(folder, "x", 9, Ports.USUAL, Set.of()));
        assertThatThrownBy(faults::links)
                .isInstanceOf(ClusterFault.class)
                .hasMessageContaining("--namespaces");
        assertThatThrownBy(faults::disks).hasMessageContaining("--own-disks");
        assertThatThrownBy(() -> faults.moveClock("a", java.time.Duration.ZERO))
                .hasMessageContaining("--own-clocks");
    }

    @Test
    void linksAreCutInOneDirectionOrBothAndNothingIsLeft() {
        assumeTrue(Engines.root(), "only root makes network namespaces");
        assumeTrue(Own.NETWORK.missingPackage().isEmpty(), "nftables is not installed");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "there is no python3");
        ClusterPlan plan = ClusterPlan.fresh(folder, Set.of(Own.NETWORK));
        Namespaces networks = Namespaces.of(plan).orElseThrow();
        try {
            networks.make();
            networks.make(); // again changes nothing
            assertThat(Namespaces.isFree(plan.network())).isFalse();
            LinkFaults links = new Faults(plan).links();
            assertThat(arrives(networks, plan, "a", "b", 100)).isTrue();
            assertThat(arrives(networks, plan, "a", "b", 8_000)).isTrue();
            links.cutFrom("a");
            assertThat(arrives(networks, plan, "a", "b", 100)).isFalse();
            assertThat(arrives(networks, plan, "b", "a", 100)).isTrue();
            links.mend();
            links.cut("a");
            assertThat(arrives(networks, plan, "b", "a", 100)).isFalse();
            assertThat(arrives(networks, plan, "b", "c", 100)).isTrue();
            links.mend();
            links.loseLong("a", 100);
            assertThat(arrives(networks, plan, "a", "b", 100)).isTrue();
            assertThat(arrives(networks, plan, "a", "b", 8_000)).isFalse();
            assertThat(arrives(networks, plan, "b", "c", 8_000)).isTrue();
            links.mend();
            assertThat(arrives(networks, plan, "a", "b", 8_000)).isTrue();
            oneLinkAloneLosesLongPackets(networks, plan, links);
            anothersIsRefused(plan);
        } finally {
            networks.remove();
        }
        assertThat(Namespaces.isFree(plan.network())).isTrue();
    }

    private static void oneLinkAloneLosesLongPackets(
            Namespaces networks, ClusterPlan plan, LinkFaults links) {
        assertThatThrownBy(() -> links.loseLong("a", "a", 100))
                .isInstanceOf(ClusterFault.class)
                .hasMessageContaining("a link has two ends");
        assertThatThrownBy(() -> links.loseLong("a", "d", 100))
                .isInstanceOf(ClusterFault.class)
                .hasMessageContaining("there is no site d");
        assertThat(arrives(networks, plan, "a", "b", 8_000)).isTrue();
        links.loseLong("b", "a", 100);
        assertThat(arrives(networks, plan, "a", "b", 100)).isTrue();
        assertThat(arrives(networks, plan, "a", "b", 8_000)).isFalse();
        assertThat(arrives(networks, plan, "b", "a", 8_000)).isFalse();
        for (String end : List.of("a", "b")) {
            assertThat(arrives(networks, plan, end, "c", 8_000)).isTrue();
            assertThat(arrives(networks, plan, "c", end, 8_000)).isTrue();
        }
        links.mend();
        assertThat(arrives(networks, plan, "a", "b", 8_000)).isTrue();
    }

    private void anothersIsRefused(ClusterPlan plan) {
        ClusterPlan other =
                new ClusterPlan(
                        folder.resolve("other"), "x", plan.network(), Ports.USUAL, plan.own());
        Namespaces theirs = Namespaces.of(other).orElseThrow();
        assertThatThrownBy(theirs::make).hasMessageContaining(folder.toString());
        theirs.remove();
        assertThat(Namespaces.isFree(plan.network())).isFalse();
    }

    /// One datagram of so many bytes from site to site, waited for half a second once it was sent.
    private static boolean arrives(
            Namespaces networks, ClusterPlan plan, String from, String to, int bytes) {
        try {
            Process ear =
                    python(
                            networks,
                            to,
                            """
                            import socket, sys
                            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                            s.bind(('%s', 9999))
                            print('listens', flush=True)
                            sys.stdin.readline()
                            s.settimeout(0.5)
                            s.recv(9000)
                            """
                                    .formatted(plan.addresses().get(to)));
            ear.inputReader().readLine();
            Process mouth =
                    python(
                            networks,
                            from,
                            """
                            import socket
                            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                            s.sendto(bytes(%d), ('%s', 9999))
                            """
                                    .formatted(bytes, plan.addresses().get(to)));
            mouth.waitFor();
            ear.outputWriter().append("sent\n").flush();
            return ear.waitFor() == 0;
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } catch (InterruptedException told) {
            throw new IllegalStateException(told);
        }
    }

    private static Process python(Namespaces networks, String site, String program)
            throws IOException {
        List<String> command = new ArrayList<>(networks.enter(site));
        command.addAll(List.of("/usr/bin/python3", "-c", program));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private ClusterPlan plan(int network) {
        return new ClusterPlan(folder, "x", network, Ports.USUAL, Set.of(Own.NETWORK));
    }
}
