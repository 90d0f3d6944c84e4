// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.sites.Inventory.Level;
import org.holdfast.sites.Inventory.Need;
import org.holdfast.sites.Inventory.OfficeLine;
import org.holdfast.sites.Inventory.ServiceLine;
import org.junit.jupiter.api.Test;

/// A paper and a change of two offices on three sites, and every kind of loss.
final class OutageTest {
    private static final InventoryBook BOOK = book();

    static InventoryBook book() {
        return new InventoryBook(
                "a", List.of(of("a", "2026-11-26T10:00:00Z"), of("b", "2026-11-26T09:00:00Z")));
    }

    static Inventory of(String site, String madeAt) {
        return new Inventory(
                Inventory.FORMAT,
                "x",
                site,
                Instant.parse(madeAt),
                List.of(component("etcd", site), component("node", site)),
                List.of(
                        new Need("etcd", 2, at("etcd")),
                        new Need("primary", 1, at("postgres")),
                        new Need("acknowledged", 2, at("postgres")),
                        new Need("way", 1, at("haproxy")),
                        new Need("nodes", 1, at("node")),
                        new Need("facts", 4, List.of("etcd", "primary", "way", "nodes")),
                        new Need("changes", 4, List.of("etcd", "acknowledged", "way", "nodes"))),
                List.of(
                        service("kr.move-in", "changes", "not-taken", "not-taken", "kr-11110"),
                        service(
                                "kr.abstract",
                                "facts",
                                "everybody-as-of",
                                "only-in-person",
                                "kr-11110",
                                "kr-11140")),
                List.of(new OfficeLine("kr-11110", "종로구"), new OfficeLine("kr-11140", "중구")),
                "nobody, 2026-11-26",
                List.of(),
                List.of());
    }

    private static Inventory.Component component(String kind, String site) {
        return new Inventory.Component(kind + "." + site, kind, site, "", "", "", List.of("key"));
    }

    private static ServiceLine service(
            String code, String need, String copy, String late, String... offices) {
        return new ServiceLine(
                code,
                Map.of("en", code, "ko", code, "ja", code),
                List.of(offices),
                List.of(new Level(need, "everybody", "everybody"), new Level("nodes", copy, late)),
                Duration.ofHours(1));
    }

    private static List<String> at(String kind) {
        return List.of(kind + ".a", kind + ".b", kind + ".c");
    }

    private static List<String> hits(String... lost) {
        return hits(Optional.empty(), lost);
    }

    private static List<String> hits(Optional<Duration> age, String... lost) {
        return Outage.of(BOOK, Set.of(lost), age).hits().stream()
                .map(hit -> hit.service() + " " + hit.rule())
                .toList();
    }

    @Test
    void nothingIsHitByTheLossOfAnyOneComponentOrWholeSite() {
        for (String id : BOOK.ids()) {
            assertThat(hits(id)).as(id).isEmpty();
        }
        for (String site : List.of("a", "b", "c")) {
            assertThat(hits("etcd." + site, "postgres." + site, "haproxy." + site, "node." + site))
                    .as(site)
                    .isEmpty();
        }
    }

    @Test
    void aLostQuorumStopsChangesForTheirOfficesAndLetsPapersGoOnAsOfATime() {
        assertThat(hits("etcd.a", "etcd.c"))
                .containsExactly("kr.move-in not-taken", "kr.abstract everybody-as-of");
        assertThat(hits(Optional.of(Duration.ofHours(2)), "etcd.a", "etcd.c"))
                .containsExactly("kr.move-in not-taken", "kr.abstract only-in-person");
        Outage outage = Outage.of(BOOK, Set.of("etcd.a", "etcd.c"), Optional.empty());
        assertThat(outage.stoppedOffices()).isEqualTo(Map.of("kr-11110", List.of("kr.move-in")));
        assertThat(outage.broken()).containsExactly("changes", "etcd", "facts");
    }

    @Test
    void withoutASecondDatabaseOnlyChangesAreHit() {
        assertThat(hits("postgres.a", "postgres.b")).containsExactly("kr.move-in not-taken");
        assertThat(hits("postgres.a", "postgres.b", "postgres.c"))
                .containsExactly("kr.move-in not-taken", "kr.abstract everybody-as-of");
        assertThat(hits("haproxy.a", "haproxy.b", "haproxy.c"))
                .containsExactly("kr.move-in not-taken", "kr.abstract everybody-as-of");
    }

    @Test
    void withoutAnyNodeEverythingStopsForEveryOffice() {
        Outage outage = Outage.of(BOOK, Set.of("node.a", "node.b", "node.c"), Optional.empty());
        assertThat(outage.hits()).allMatch(Outage.Hit::stopped);
        assertThat(outage.stoppedOffices())
                .isEqualTo(
                        Map.of(
                                "kr-11110",
                                List.of("kr.move-in", "kr.abstract"),
                                "kr-11140",
                                List.of("kr.abstract")));
    }

    @Test
    void saysWhatHasNoSpareLeftAndWhatWouldHitMore() {
        Outage one = Outage.of(BOOK, Set.of("etcd.b"), Optional.empty());
        assertThat(one.spare()).containsEntry("etcd", 0).containsEntry("nodes", 2);
        assertThat(one.next()).containsExactly("etcd.a", "etcd.c");
        assertThat(Outage.of(BOOK, Set.of(), Optional.empty()).next()).isEmpty();
    }

    @Test
    void whatNobodyHasIsNotLostAndACircleDoesNotStand() {
        assertThat(Outage.of(BOOK, Set.of("etcd.z"), Optional.empty()).lost()).isEmpty();
        Inventory circle = of("a", "2026-11-26T10:00:00Z");
        InventoryBook book =
                new InventoryBook(
                        "a",
                        List.of(
                                new Inventory(
                                        circle.format(),
                                        circle.cluster(),
                                        circle.site(),
                                        circle.madeAt(),
                                        circle.components(),
                                        List.of(
                                                new Need("facts", 1, List.of("changes")),
                                                new Need("changes", 1, List.of("facts")),
                                                new Need("nodes", 1, List.of("node.a"))),
                                        circle.services(),
                                        circle.offices(),
                                        circle.decided(),
                                        circle.order(),
                                        circle.runbooks())));
        assertThat(Outage.of(book, Set.of(), Optional.empty()).hits()).hasSize(2);
    }
}
