// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real file system for each site; as root only.
class DiskFaultsTest {
    @TempDir Path folder;
    private ClusterPlan plan;
    private OwnDisks disks;

    @BeforeEach
    void plan() {
        assumeTrue(Engines.root(), "only root mounts");
        assumeTrue(Own.DISK.missingPackage().isEmpty(), "e2fsprogs is not installed");
        assumeTrue(Files.exists(Path.of("/dev/loop-control")), "there are no loop devices");
        plan = new ClusterPlan(folder, "x", 9, Ports.USUAL, Set.of(Own.DISK));
        disks = OwnDisks.of(plan).orElseThrow();
    }

    @Test
    void aFullDiskIsFullForRootTooAndAnAlarmCanStillBeWritten() throws IOException {
        try {
            disks.mount();
            SitePlan site = plan.site("b");
            Files.createDirectories(site.state());
            Alarms alarms = new Alarms(site.folder(), InstantSource.system());
            alarms.look(Map.of());
            Vitals vitals = new Vitals(site, InstantSource.system(), _ -> {});
            assertThat(vitals.wrong()).isEmpty();
            new Faults(plan).disks().fill("b");
            assertThatThrownBy(() -> Files.write(folder.resolve("b/x"), new byte[1 << 20]))
                    .isInstanceOf(IOException.class);
            Map<String, String> wrong = vitals.wrong();
            assertThat(wrong).containsOnlyKeys(Vitals.FULL + "b");
            for (int look = 0; look < 3; look++) {
                alarms.look(wrong);
            }
            assertThat(Alarms.open(site.folder())).containsKey(Vitals.FULL + "b");
            Files.write(folder.resolve("a/x"), new byte[1 << 20]);
            new Faults(plan).disks().free("b");
            assertThat(vitals.wrong()).isEmpty();
            disks.unmount();
            disks.mount();
            assertThat(Alarms.open(site.folder())).isNotEmpty();
        } finally {
            disks.unmount();
        }
    }

    @Test
    void aSiteWhoseDiskIsFullIsMadeReadyWithTheFilesThatItHas() throws IOException {
        try {
            disks.mount();
            SitePlan site = plan.site("b");
            Secrets secrets = Secrets.of(List.of());
            SiteFiles files = new SiteFiles(plan, site, secrets, TemplateTest.ENGINES);
            assertThat(files.write("new")).isEmpty();
            Level.CONSENSUS.want(site);
            SiteProcesses.note(site, Supervisor.NAME, 1);
            new Faults(plan).disks().fill("b");
            assertThatThrownBy(() -> Files.writeString(site.state().resolve("x"), "x".repeat(99)))
                    .isInstanceOf(IOException.class);

            // the numbers of a new supervisor, and all as it was
            SiteProcesses.note(site, Supervisor.NAME, ProcessHandle.current().pid());
            assertThat(SiteProcesses.alive(site, Supervisor.NAME)).isPresent();
            Level.EVERYTHING.want(site);
            assertThat(Level.wanted(site)).isEqualTo(Level.EVERYTHING);
            assertThat(files.write("new")).isEmpty();

            // another word, for which there is no room
            Path etcd = site.configuration("etcd.yml");
            assertThatThrownBy(() -> files.write("existing"))
                    .hasMessageContaining("etcd has no data");
            new Faults(plan).disks().free("b");
            Files.createDirectory(site.etcdFolder().resolve("member"));
            new Faults(plan).disks().fill("b");
            assertThat(files.write("existing")).containsExactly(etcd);
            assertThat(etcd).content().contains("initial-cluster-state: new");

            new Faults(plan).disks().free("b");
            new Alarms(site.folder(), InstantSource.system()).look(Map.of());
            new Faults(plan).disks().fill("b");
            assertThat(files.write("existing")).as("the reserve is given up").isEmpty();
            assertThat(etcd).content().contains("initial-cluster-state: existing");
            new Faults(plan).disks().free("b");
        } finally {
            disks.unmount();
        }
    }
}
