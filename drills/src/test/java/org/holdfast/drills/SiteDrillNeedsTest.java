// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.cluster.Cluster;
import org.holdfast.cluster.NodePlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a cluster lacks is said before anything is waited for, with the commands that make one.
class SiteDrillNeedsTest {
    @TempDir private Path folder;

    @Test
    void withoutAClusterTheCommandThatMakesOneIsNamed() {
        assertThatThrownBy(() -> drill().mustBePossible(SiteDrillKind.SITE_LOSS))
                .isInstanceOf(DrillFault.class)
                .hasMessageContaining("holdfast cluster up --demo");
    }

    @Test
    void withoutMadeUpPeopleTheCommandsThatMakeAnotherClusterAreNamed() throws IOException {
        Files.writeString(
                folder.resolve("cluster.json"),
                """
                {"name": "x", "network": 9, "own": [], "ports": {"etcdClient": 1, "etcdPeer": 2,
                 "postgres": 3, "patroni": 4, "primary": 5, "replica": 6, "node": 7}}
                """);
        assertThatThrownBy(() -> drill().mustBePossible(SiteDrillKind.SITE_LOSS))
                .isInstanceOf(DrillFault.class)
                .hasMessageContaining("site a has no node")
                .hasMessageContaining("cluster up --demo --dir " + folder + "-demo")
                .hasMessageContaining("drill site-loss --dir " + folder + "-demo");
        nodes(List.of("java", "node"));
        assertThatThrownBy(() -> drill().mustBePossible(SiteDrillKind.FREEZE))
                .isInstanceOf(DrillFault.class)
                .hasMessageContaining("a node without made-up people")
                .hasMessageContaining("drill freeze --dir " + folder + "-demo");
        nodes(List.of("java", "node", "--demo"));
        assertThatCode(() -> drill().mustBePossible(SiteDrillKind.SITE_LOSS))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> drill().mustBePossible(SiteDrillKind.PARTITION))
                .isInstanceOf(DrillFault.class)
                .hasMessageContaining("--namespaces");
    }

    private void nodes(List<String> command) throws IOException {
        for (String site : List.of("a", "b", "c")) {
            Files.createDirectories(folder.resolve(site));
            cluster().site(site).withNode(new NodePlan(command, Map.of())).write();
        }
    }

    private SiteDrill drill() {
        return new SiteDrill(cluster(), folder.resolve("work"), 1, _ -> {}, Optional.empty());
    }

    private Cluster cluster() {
        return new Cluster(folder, List.of("true"), _ -> {});
    }
}
