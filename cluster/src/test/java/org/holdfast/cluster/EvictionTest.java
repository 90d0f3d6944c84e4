// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The watchers of healthy sites have the primary leave a site that loses long packets.
final class EvictionTest extends EvictingSites {
    @Test
    void asksOnceInTheWholeClusterAfterFiveLooks() throws IOException {
        try (Eviction b = eviction("b", true);
                Eviction c = eviction("c", true)) {
            looks(b, 4, "a", FOUND);
            assertThat(asked).isEmpty();
            looks(b, 1, "a", FOUND);
            awaitAsked();
            assertThat(asked).containsExactly("Basic cGF0cm9uaTpzZWNyZXQ= {\"leader\":\"a\"}");
            looks(b, 10, "a", FOUND);
            looks(c, 10, "a", FOUND);
            assertThat(asked).hasSize(1);
            assertThat(etcd.get("/holdfast-sites/x/evicted").orElseThrow())
                    .isEqualTo("a by b: site a loses long packets, say b and c");
        }
    }

    @Test
    void asksNobodyAboutItselfAboutAHealthyPrimaryOrWhereItIsForbidden() throws IOException {
        try (Eviction own = eviction("a", true);
                Eviction forbidden = eviction("b", false);
                Eviction other = eviction("b", true)) {
            looks(own, 10, "a", FOUND);
            looks(forbidden, 10, "a", FOUND);
            looks(other, 10, "c", FOUND);
            looks(other, 10, "", FOUND);
            looks(other, 10, "a", Map.of());
            looks(other, 4, "a", FOUND);
            looks(other, 1, "a", Map.of());
            looks(other, 4, "a", FOUND);
            assertThat(etcd.get("/holdfast-sites/x/evicted")).isEmpty();
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void theSickSiteStopsItsPatroniWhenPatroniNamesNoStandby() throws IOException {
        answer = 412;
        words = "switchover is not possible: can not find sync_standby";
        try (Eviction a = eviction("a", true);
                Eviction forbidden = eviction("a", false);
                Eviction b = eviction("b", true);
                Eviction c = eviction("c", true)) {
            looks(b, 5, "a", FOUND);
            for (int tries = 0; !a.stepsDown(); tries++) {
                assertThat(tries).isLessThan(600);
                Pauses.ofMillis(50);
                looks(a, 1, "a", Map.of());
            }
            looks(c, 10, "a", FOUND);
            looks(forbidden, 1, "a", Map.of());
            assertThat(b.stepsDown()).isFalse();
            assertThat(c.stepsDown()).isFalse();
            assertThat(forbidden.stepsDown()).isFalse();
            assertThat(asked).hasSize(1);
            etcd.put("/holdfast-sites/x/step-down", "c by b: it is another's turn", 60);
            looks(a, 1, "c", Map.of());
            assertThat(a.stepsDown()).isFalse();
        }
    }

    @Test
    void namesTheOneThatHasMoreOnceTheSickSiteHasStopped() throws IOException {
        answer = 412;
        words = "switchover is not possible: can not find sync_standby";
        postgres = RealEtcd.free();
        try (Eviction b = eviction("b", true);
                Eviction c = eviction("c", true)) {
            try (ServerSocket stillThere =
                    new ServerSocket(postgres, 1, InetAddress.getByName("127.0.0.1"))) {
                assertThat(stillThere.isBound()).isTrue();
                looks(c, 5, "a", FOUND);
                awaitStepDown();
                positions.put("127.0.0.2", 4_000L);
                positions.put("127.0.0.3", 4_001L);
                // The lease is held, or PostgreSQL may still acknowledge: nobody is named.
                looks(c, 3, "a", FOUND);
                looks(c, 3, "", Map.of());
                assertThat(named).isEmpty();
            }
            // One that does not say what it has may have more.
            positions.remove("127.0.0.2");
            looks(c, 3, "", Map.of());
            assertThat(named).isEmpty();
            positions.put("127.0.0.2", 5_000L);
            // A tail of an older timeline was told to nobody.
            timelines.put("127.0.0.2", 1L);
            looks(c, 3, "", Map.of());
            assertThat(named).isEmpty();
            timelines.clear();
            // One that goes on replaying may have more than it says.
            for (long more = 1; more <= 3; more++) {
                positions.put("127.0.0.2", 3_000 + more);
                looks(c, 1, "", Map.of());
            }
            assertThat(named).isEmpty();
            positions.put("127.0.0.2", 4_000L);
            // Who has not asked names nobody.
            looks(b, 3, "", Map.of());
            assertThat(named).isEmpty();
            for (int tries = 0; named.isEmpty(); tries++) {
                assertThat(tries).isLessThan(600);
                looks(c, 1, "", Map.of());
                Pauses.ofMillis(50);
            }
            assertThat(named).containsOnly("{\"candidate\":\"c\"}");
            looks(c, 1, "c", Map.of());
            int times = named.size();
            looks(c, 3, "", Map.of());
            assertThat(named).hasSize(times);
        }
    }

    private void awaitStepDown() throws IOException {
        for (int tries = 0; etcd.get("/holdfast-sites/x/step-down").isEmpty(); tries++) {
            assertThat(tries).isLessThan(600);
            Pauses.ofMillis(50);
        }
    }

    @Test
    void asksAgainWhenPatroniRefusesForAnotherReason() throws IOException {
        answer = 412;
        words = "leader name does not match";
        try (Eviction a = eviction("a", true);
                Eviction b = eviction("b", true)) {
            looks(b, 5, "a", FOUND);
            awaitAsked();
            Pauses.ofMillis(500);
            looks(a, 1, "a", Map.of());
            assertThat(a.stepsDown()).isFalse();
        }
    }
}
