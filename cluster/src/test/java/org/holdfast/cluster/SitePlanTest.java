// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SitePlanTest {
    @TempDir Path folder;

    @Test
    void keepsWhatAPersonForbade() throws IOException {
        ClusterPlan cluster = new ClusterPlan(folder, "holdfast-9", 9, Ports.USUAL, Set.of());
        Files.createDirectories(folder.resolve("a"));
        SitePlan fresh = cluster.site("a");
        assertThat(fresh.evict()).isTrue();
        fresh.write();
        Path file = folder.resolve("a/site.json");
        String text = Files.readString(file);
        assertThat(text).contains("\"evict\" : true");
        Files.writeString(file, text.replace("\"evict\" : true", "\"evict\" : false"));
        assertThat(cluster.site("a").evict()).isFalse();
        cluster.site("a").write();
        assertThat(SitePlan.read(folder.resolve("a")).evict()).isFalse();
    }

    @Test
    void aWayHasOneProxyAndNoTimeLimitsOfItsOwn() throws IOException {
        ClusterPlan cluster = new ClusterPlan(folder, "holdfast-9", 9, Ports.USUAL, Set.of());
        assertThat(cluster.site("a").jdbcUrl("c"))
                .isEqualTo("jdbc:postgresql://127.9.3.1:5000/holdfast");
    }
}
