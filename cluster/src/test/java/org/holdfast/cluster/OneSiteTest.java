// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A site that has a machine to itself: what is refused, and what its files say.
class OneSiteTest {
    private static final Map<String, String> HERE =
            Map.of("a", "127.4.1.1", "b", "127.4.2.1", "c", "127.4.3.1");

    private static final Instant NOW = Instant.parse("2026-11-27T09:00:00Z");

    @TempDir Path folder;

    private List<SitePlan> write(Path into, Map<String, String> addresses) throws IOException {
        List<SitePlan> plans = MachinePlan.sites(into, "office", addresses);
        MachinePlan.write(plans, NOW);
        return plans;
    }

    private OneSite one(SitePlan plan) throws IOException {
        return OneSite.in(plan.folder(), _ -> {});
    }

    private static void prepare(OneSite one) throws IOException {
        one.prepare(_ -> Optional.empty(), NOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "db.example",
                "localhost",
                "10.0.1",
                "10.0.1.256",
                "10.0.01.5",
                "::1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "10.0.1.5:5432",
                ""
            })
    void takesAddressesOfMachinesInDigitsOnly(String address) {
        Map<String, String> addresses = new LinkedHashMap<>(HERE);
        addresses.put("b", address);
        assertThatThrownBy(() -> MachinePlan.sites(folder, "office", addresses))
                .isInstanceOf(ClusterFault.class)
                .hasMessageContaining("site b");
    }

    @Test
    void refusesEqualAddressesMissingSitesAndStrangeNames() {
        assertThatThrownBy(() ->
                        MachinePlan.sites(
                                folder,
                                "office",
                                Map.of("a", "10.0.1.5", "b", "10.0.2.5", "c", "10.0.1.5")))
                .hasMessageContaining("two sites have the address 10.0.1.5");
        assertThatThrownBy(() -> MachinePlan.sites(folder, "office", Map.of("a", "10.0.1.5")))
                .hasMessageContaining("each of a, b and c");
        assertThatThrownBy(() -> MachinePlan.sites(folder, "An Office", HERE))
                .hasMessageContaining("An Office");
    }

    @Test
    void aMachineThatHasNotItsAddressIsNamedWithThoseThatItHas() throws IOException {
        // TEST-NET-1, RFC 5737: no machine has these
        SitePlan a =
                write(folder, Map.of("a", "192.0.2.1", "b", "192.0.2.2", "c", "192.0.2.3"))
                        .getFirst();
        assertThatThrownBy(() -> prepare(one(a)))
                .isInstanceOf(ClusterFault.class)
                .hasMessageContaining("192.0.2.1")
                .hasMessageContaining("127.0.0.1");
        assertThat(a.folder().resolve("etc")).doesNotExist();
    }

    @Test
    void refusesFoldersThatAreNoneOrOfAClusterOrOddlyNamed() throws IOException {
        assertThatThrownBy(() -> OneSite.in(folder, _ -> {}))
                .hasMessageContaining("holdfast cluster plan");
        SitePlan odd = write(folder.resolve("two words"), HERE).getFirst();
        assertThatThrownBy(() -> prepare(one(odd))).hasMessageContaining("letters, digits");
        assertThatThrownBy(() -> one(odd).unit("/java")).hasMessageContaining("letters, digits");
        SitePlan shared = write(folder.resolve("shared"), HERE).getFirst();
        new ClusterPlan(folder, "x", 9, Ports.USUAL, Set.of()).write(shared.folder());
        assertThatThrownBy(() -> prepare(one(shared)))
                .hasMessageContaining("holdfast cluster start a");
    }

    @Test
    void whateverListensAtItsPortsIsNamed() throws IOException {
        assumeTrue(Engines.missingPackages(Set.of()).isEmpty(), "engines are not installed");
        Path open = Files.createTempDirectory("hf-one");
        try (ServerSocket taken =
                new ServerSocket(Ports.USUAL.postgres(), 1, InetAddress.getByName("127.4.1.1"))) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
            SitePlan a = write(open, HERE).getFirst();
            assertThatThrownBy(() -> prepare(one(a)))
                    .hasMessageContaining("127.4.1.1 port " + taken.getLocalPort())
                    .hasMessageContaining("systemctl disable");
            assertThat(a.folder().resolve("etc")).doesNotExist();
        } finally {
            try (var files = Files.walk(open)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /// Every configuration is for the place where the folder is, also after it was carried.
    @Test
    void theFilesOfASiteAreMadeForThePlaceWhereItIs() throws IOException {
        List<SitePlan> plans = write(folder.resolve("made"), HERE);
        Path moved = folder.resolve("elsewhere");
        Files.move(plans.getFirst().folder(), moved);
        SitePlan a = SitePlan.read(moved);
        Engines engines =
                new Engines(
                        Path.of("/usr/bin/etcd"),
                        Path.of("/usr/bin/patroni"),
                        Path.of("/usr/sbin/haproxy"),
                        Path.of("/usr/lib/postgresql/15/bin"),
                        Optional.empty());
        new SiteFiles(a, Secrets.at(moved).orElseThrow(), engines).write("new");
        assertThat(moved.resolve("cluster.json")).doesNotExist();
        for (String name : List.of("etc/etcd.yml", "etc/patroni.yml", "etc/haproxy.cfg")) {
            assertThat(moved.resolve(name))
                    .content()
                    .contains(moved.toString())
                    .doesNotContain("{{", folder.resolve("made").toString());
        }
        assertThat(moved.resolve("etc/patroni.yml"))
                .content()
                .contains("host all all 127.4.3.1/32 scram-sha-256");
        assertThat(moved.resolve("RUNBOOK.md"))
                .content()
                .doesNotContain("{{")
                .contains(moved + "/program/holdfast cluster status --site " + moved);
        assertThat(moved.resolve("inventory.json"))
                .content()
                .contains("127.4.2.1", moved.toString());
        assertThat(one(a).unit("/opt/jdk"))
                .isEqualTo(moved.resolve("holdfast-site.service"))
                .content()
                .contains("JAVA_HOME=/opt/jdk", moved + "/program/holdfast cluster site " + moved)
                .doesNotContain("{{");
    }

    /// Only a site that has never been a member may found etcd with the others.
    @Test
    void aSiteThatWasMadeAgainMayNotFoundEtcd() throws IOException {
        List<SitePlan> plans = write(folder, HERE);
        for (SitePlan plan : plans) {
            assertThat(Founder.mayFound(plan, NOW)).isTrue();
        }
        SitePlan lost = MachinePlan.sites(folder.resolve("again"), "office", HERE).getFirst();
        MachinePlan.write(lost, plans.get(1));
        assertThat(Founder.isAsPlanned(lost)).isFalse();
        assertThat(Founder.mayFound(lost, NOW)).isFalse();
        assertThatThrownBy(() -> one(lost).found(NOW)).hasMessageContaining("made again");
        assertThat(Secrets.at(lost.folder())).isEqualTo(Secrets.at(plans.getFirst().folder()));
    }

    @Test
    void aFolderThatLayInASafeMayNotFoundEtcdUnlessAPersonSaysThatNoSiteHasEverRun()
            throws IOException {
        SitePlan a = write(folder, HERE).getFirst();
        Instant later = NOW.plus(Duration.ofHours(25));
        assertThat(Founder.mayFound(a, NOW.plus(Duration.ofHours(23)))).isTrue();
        assertThat(Founder.mayFound(a, later)).isFalse();
        assertThat(Founder.mayFound(a, NOW.minus(Duration.ofHours(25))))
                .as("a clock that is behind")
                .isFalse();
        one(a).found(later);
        assertThat(Founder.mayFound(a, later)).isTrue();
        assertThat(Founder.mayFound(a, NOW)).isFalse();
        Files.writeString(a.state().resolve("may-found-etcd"), "until this etcd is a member\n");
        assertThat(Founder.mayFound(a, NOW)).as("of an earlier version").isFalse();
        assertThat(Founder.isAsPlanned(a)).isTrue();
    }

    @Test
    void aSitesMachineTellsThatNothingAnswers() throws IOException {
        SitePlan b = write(folder, HERE).get(1);
        ClusterStatus status = one(b).status(Optional.of("token"));
        assertThat(status.verdict()).isEqualTo(ClusterStatus.Verdict.STOPPED);
        assertThat(status.sites())
                .extracting(SiteStatus::supervisor)
                .containsExactly(SiteStatus.UNSEEN, SiteStatus.DEAD, SiteStatus.UNSEEN);
        assertThat(status.sites()).extracting(SiteStatus::haproxy).containsOnly(SiteStatus.DEAD);
    }

    @Test
    void theFirewallIsOneThatNftReads() throws IOException {
        Path nft = Path.of("/usr/sbin/nft");
        assumeTrue(Files.isExecutable(nft) && Engines.root(), "only root may ask nft");
        assumeTrue(
                Tool.tried(nft.toString(), "list", "tables"), "this machine's nft may do nothing");
        SitePlan a = write(folder, HERE).getFirst();
        Tool.run(nft.toString(), "-c", "-f", a.folder().resolve("firewall.nft").toString());
    }
}
