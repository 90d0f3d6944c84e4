// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Where a link or a standby loses long packets, the primary comes to the site that reaches both
/// ends, or the standby makes room, and only where enough are left.
final class MakingRoomTest extends EvictingSites {
    @Test
    void thePrimaryComesToTheSiteThatReachesBothEndsOfABadLink() throws IOException {
        try (Eviction a = eviction("a", true);
                Eviction b = eviction("b", true);
                Eviction c = eviction("c", true)) {
            looks(a, 10, "a", "c", LINK_BAD);
            looks(b, 10, "a", "c", LINK_BAD);
            looks(c, 4, "a", "c", LINK_BAD);
            looks(c, 1, "a", "c", Map.of());
            looks(c, 4, "a", "c", LINK_BAD);
            assertThat(asked).isEmpty();
            looks(c, 1, "a", "c", LINK_BAD);
            awaitAsked();
            looks(c, 10, "a", "c", LINK_BAD);
            assertThat(asked)
                    .singleElement()
                    .asString()
                    .contains("\"leader\":\"a\"", "\"candidate\":\"c\"");
            assertThat(etcd.get("/holdfast-sites/x/evicted").orElseThrow())
                    .startsWith("a by c: the link between a and b");
            assertThat(c.evicted()).contains("a");
            assertThat(etcd.get(ROOM)).isEmpty();
            assertThat(etcd.get(MAKE_ROOM)).isEmpty();
        }
    }

    @Test
    void theStandbyAtTheBadLinkMakesRoomFirstWhenItIsStillNamed() throws IOException {
        positions.put("127.0.0.1", 5L);
        positions.put("127.0.0.3", 5L);
        streaming = receiver("b", "streaming") + "," + receiver("c", "streaming");
        try (Eviction a = eviction("a", true);
                Eviction b = eviction("b", true);
                Eviction forbidden = eviction("b", false);
                Eviction c = eviction("c", true)) {
            looks(c, 4, "a", "b", LINK_BAD);
            assertThat(etcd.get(MAKE_ROOM)).isEmpty();
            looks(c, 3, "a", "b", LINK_BAD);
            assertThat(etcd.get(MAKE_ROOM).orElseThrow()).startsWith("b by c, standby of a:");
            assertThat(asked).isEmpty();
            for (Eviction one : List.of(a, b, forbidden, c)) {
                looks(one, 1, "a", "b", Map.of());
            }
            assertThat(b.stepsDown()).isTrue();
            assertThat(a.stepsDown() || forbidden.stepsDown() || c.stepsDown()).isFalse();
            looks(c, 4, "a", "", LINK_BAD);
            assertThat(asked).isEmpty();
            looks(c, 1, "a", "c", LINK_BAD);
            awaitAsked();
            assertThat(asked).singleElement().asString().contains("\"candidate\":\"c\"");
            // whoever may be needed is back at once: nobody, then another, holds the lease
            looks(b, 1, "", "c", Map.of());
            assertThat(b.stepsDown()).isFalse();
            looks(b, 1, "c", "a", Map.of());
            assertThat(b.stepsDown()).isFalse();
        }
    }

    @Test
    void aSickSynchronousStandbyMakesRoomAndNothingElseIsDoneForTenMinutes() throws IOException {
        positions.put("127.0.0.1", 5L);
        positions.put("127.0.0.3", 5L);
        streaming = receiver("c", "streaming");
        try (Eviction a = eviction("a", true);
                Eviction b = eviction("b", true);
                Eviction forbidden = eviction("c", false);
                Eviction c = eviction("c", true)) {
            looks(b, 10, "a", "b", STANDBY_SICK);
            looks(forbidden, 10, "a", "b", STANDBY_SICK);
            looks(c, 10, "a", "c", STANDBY_SICK);
            assertThat(etcd.get(ROOM)).isEmpty();
            looks(a, 5, "a", "b", STANDBY_SICK);
            looks(c, 5, "a", "b", STANDBY_SICK);
            assertThat(etcd.get(ROOM).orElseThrow()).startsWith("b by a, standby of a: site b");
            looks(b, 1, "a", "b", STANDBY_SICK);
            assertThat(b.stepsDown()).isTrue();
            looks(c, 10, "a", "c", LINK_BAD);
            looks(c, 10, "a", "c", FOUND);
            assertThat(asked).isEmpty();
            assertThat(etcd.get("/holdfast-sites/x/evicted")).isEmpty();
        }
    }

    @Test
    void nobodyMakesRoomWhenTooFewWouldBeLeft() throws IOException {
        try (Eviction c = eviction("c", true)) {
            roomIsNotMade(c, "the primary says nothing");
            positions.put("127.0.0.1", 5L);
            positions.put("127.0.0.3", 5L);
            roomIsNotMade(c, "nobody streams");
            streaming = receiver("b", "streaming");
            roomIsNotMade(c, "only the sick one streams");
            streaming = receiver("c", "catchup") + "," + receiver("pg_receivewal", "streaming");
            roomIsNotMade(c, "the third is behind, and a stranger is no standby");
            streaming = receiver("c", "streaming");
            states.put("127.0.0.1", "stopping");
            roomIsNotMade(c, "the primary does not run");
            states.clear();
            states.put("127.0.0.3", "starting");
            roomIsNotMade(c, "the third does not run");
            states.clear();
            positions.remove("127.0.0.3");
            roomIsNotMade(c, "the third says nothing");
            positions.put("127.0.0.3", 5L);
            looks(c, 5, "a", "b", STANDBY_SICK);
            assertThat(etcd.get(MAKE_ROOM)).isPresent();
        }
    }

    private void roomIsNotMade(Eviction one, String why) throws IOException {
        for (Map<String, String> found : List.of(STANDBY_SICK, LINK_BAD)) {
            looks(one, 6, "a", "b", found);
            assertThat(etcd.get(MAKE_ROOM)).as(why).isEmpty();
            assertThat(etcd.get(ROOM)).as(why).isEmpty();
        }
        looks(one, 1, "a", "b", Map.of());
    }

    @Test
    void thePrimaryStaysWhenPatroniRefusesToMoveItFromABadLink() throws IOException {
        answer = 412;
        words = "candidate name does not match with sync_standby";
        try (Eviction a = eviction("a", true);
                Eviction c = eviction("c", true)) {
            looks(c, 5, "a", "c", LINK_BAD);
            awaitAsked();
            Pauses.ofMillis(500);
            looks(a, 1, "a", "c", LINK_BAD);
            assertThat(a.stepsDown()).isFalse();
            assertThat(etcd.get("/holdfast-sites/x/step-down")).isEmpty();
        }
    }
}
