// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder of a site beside a real etcd in which that site has been a member, or has not.
final class EtcdRejoinTest {
    private static final Instant PLANNED = Instant.parse("2026-11-01T09:00:00Z");

    @TempDir Path folder;

    /// Site a, whose peer has this port; b's etcd is the real one.
    private SitePlan plan(URI real, int peer) throws IOException {
        var addresses = new LinkedHashMap<String, String>();
        addresses.put("a", "127.0.0.1");
        addresses.put("b", "127.0.0.1");
        Ports usual = Ports.USUAL;
        Ports ports =
                new Ports(
                        real.getPort(),
                        peer,
                        usual.postgres(),
                        usual.patroni(),
                        usual.primary(),
                        usual.replica(),
                        usual.node());
        SitePlan plan =
                new SitePlan(
                        "a", "x", addresses, ports, folder.resolve("a"), Optional.empty(), false);
        Files.createDirectories(plan.state());
        return plan;
    }

    @Test
    void aFolderFromBeforeTheFirstStartIsNotTakenForASiteThatHasRun() throws IOException {
        try (RealEtcd etcd = new RealEtcd(folder)) {
            int peer = URI.create(etcd.client.members().getFirst().peer()).getPort();
            for (int port : new int[] {peer, RealEtcd.free()}) {
                SitePlan copy = plan(etcd.endpoint, port);
                Founder.allow(copy, PLANNED);
                for (Instant now : new Instant[] {PLANNED, PLANNED.plus(Duration.ofDays(400))}) {
                    assertThatThrownBy(() -> EtcdRejoin.begin(copy, now, _ -> {}))
                            .isInstanceOf(ClusterFault.class)
                            .hasMessageContaining("cluster spare --of a");
                }
                copy.write();
                OneSite one = OneSite.in(copy.folder(), _ -> {});
                assertThatThrownBy(() -> one.found(PLANNED)).hasMessageContaining("is taken in");
                assertThat(etcd.client.members()).as("nothing was changed").hasSize(1);
            }
        }
    }

    @Test
    void aSiteThatWasMadeAgainIsTakenIn() throws IOException {
        try (RealEtcd etcd = new RealEtcd(folder)) {
            SitePlan again = plan(etcd.endpoint, RealEtcd.free());
            assertThat(EtcdRejoin.begin(again, PLANNED, _ -> {})).isEqualTo("existing");
            assertThat(etcd.client.members()).hasSize(2);
        }
    }

    @Test
    void aNewSiteFoundsWhereNobodyAnswers() throws IOException {
        URI nobody = URI.create("http://127.0.0.1:" + RealEtcd.free());
        SitePlan fresh = plan(nobody, RealEtcd.free());
        Founder.allow(fresh, PLANNED);
        assertThat(EtcdRejoin.begin(fresh, PLANNED, _ -> {})).isEqualTo("new");
    }
}
