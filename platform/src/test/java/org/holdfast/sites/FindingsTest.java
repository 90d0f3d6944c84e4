// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What site b says of its probes and of what a and c told it.
class FindingsTest {
    private static final Optional<Instant> ONCE = Optional.of(Instant.EPOCH);
    private static final Way A_TO_B = new Way("a", "b");

    @Test
    void twoSitesThatLoseLongPacketsOfAThirdNameIt() {
        Findings findings =
                new Findings(
                        "b",
                        links(Set.of(A_TO_B)),
                        Map.of("a", Set.of(), "c", Set.of(new Way("a", "c"))));
        assertThat(findings.wrong())
                .containsEntry(
                        "site-loses-long-packets-a", "site a loses long packets, say b and c")
                .containsKey("long-packets-lost-a-b")
                .hasSize(2);
    }

    @Test
    void oneLinkIsNoSitesFaultAndEverySiteNamesIt() {
        Map<String, Set<Way>> told = Map.of("a", Set.of(A_TO_B), "c", Set.of());
        assertThat(new Findings("b", links(Set.of(A_TO_B)), told).wrong())
                .containsOnlyKeys("long-packets-lost-a-b", "link-loses-long-packets-a-b")
                .containsEntry(
                        "link-loses-long-packets-a-b",
                        "the link between a and b loses long packets, say both, and no other link"
                                + " does");
        // b is the third here: it reaches both, and both tell it
        assertThat(
                        new Findings(
                                        "b",
                                        links(Set.of()),
                                        Map.of(
                                                "a", Set.of(new Way("a", "c")),
                                                "c", Set.of(new Way("a", "c"), new Way("c", "a"))))
                                .wrong())
                .containsOnlyKeys("link-loses-long-packets-a-c");
    }

    @Test
    void aLinkIsNamedOnlyWhenBothEndsSaySoAndTheThirdSaysThatItsOwnAreWell() {
        Way cToB = new Way("c", "b");
        Way aToC = new Way("a", "c");
        // the other end does not say so; the third says nothing; the third loses packets, too; an
        // end loses others, too; it is the third alone who says so
        for (Map<String, Set<Way>> told :
                List.<Map<String, Set<Way>>>of(
                        Map.of("a", Set.of(), "c", Set.of()),
                        Map.of("a", Set.of(A_TO_B)),
                        Map.of("a", Set.of(A_TO_B), "c", Set.of(cToB)),
                        Map.of("a", Set.of(A_TO_B, aToC), "c", Set.of()),
                        Map.of("a", Set.of(), "c", Set.of(A_TO_B)))) {
            assertThat(new Findings("b", links(Set.of(A_TO_B)), told).wrong().keySet())
                    .as("%s", told)
                    .noneMatch(alarm -> alarm.startsWith("link-loses-long-packets"));
        }
        assertThat(new Findings("b", links(Set.of()), Map.of("a", Set.of(), "c", Set.of())).wrong())
                .isEmpty();
    }

    @Test
    void nobodyIsBlamedWhenLongPacketsAreLostEverywhere() {
        Findings findings =
                new Findings(
                        "b",
                        links(Set.of(A_TO_B, new Way("c", "b"))),
                        Map.of("c", Set.of(new Way("a", "c"), new Way("b", "c"))));
        assertThat(findings.wrong().keySet())
                .isNotEmpty()
                .allMatch(alarm -> alarm.startsWith("long-packets-lost-"));
    }

    @Test
    void whatASiteSaysOfOthersLinksIsNoWitness() {
        Findings findings =
                new Findings("b", links(Set.of()), Map.of("c", Set.of(A_TO_B, new Way("a", "c"))));
        assertThat(findings.wrong()).isEmpty();
    }

    @Test
    void aSiteThatWasNeverReachedGetsTimeToStart() {
        List<Link> links = links(Set.of());
        links.replaceAll(link -> isSmallTo(link, "a") ? lost(link, 14, Optional.empty()) : link);
        assertThat(new Findings("b", links, Map.of()).wrong()).isEmpty();
        links.replaceAll(link -> isSmallTo(link, "a") ? lost(link, 15, Optional.empty()) : link);
        assertThat(new Findings("b", links, Map.of()).wrong())
                .isEqualTo(Map.of("site-not-reached-b-a", "b does not reach a"));
    }

    @Test
    void aNodeThatAnswersAndDoesNotServeIsNotUnreached() {
        List<Link> links = links(Set.of());
        links.replaceAll(link ->
                isSmallTo(link, "c")
                        ? new Link(
                                link.kind(),
                                link.from(),
                                link.to(),
                                link.size(),
                                ONCE,
                                3,
                                0,
                                Duration.ZERO)
                        : link);
        assertThat(new Findings("b", links, Map.of()).wrong()).containsOnlyKeys("node-refuses-b-c");
    }

    @Test
    void readsOnlyWaysThatHaveTheForm() {
        assertThat(Way.read("a>b,c>b")).containsExactly(A_TO_B, new Way("c", "b"));
        assertThat(Way.read("")).isEmpty();
        assertThat(Way.read("a>b>c,<x>,a b")).isEmpty();
        assertThat(Way.read(Way.write(Set.of(A_TO_B)))).containsExactly(A_TO_B);
    }

    private static boolean isSmallTo(Link link, String site) {
        return link.size() == Link.Size.SMALL && link.to().equals(site);
    }

    private static Link lost(Link link, int times, Optional<Instant> lastOk) {
        return new Link(
                link.kind(),
                link.from(),
                link.to(),
                link.size(),
                lastOk,
                times,
                times,
                Duration.ZERO);
    }

    private static List<Link> links(Set<Way> lost) {
        List<Link> links = new ArrayList<>();
        for (String peer : List.of("a", "b", "c")) {
            links.add(link("b", peer, Link.Size.SMALL, lost));
            links.add(link("b", peer, Link.Size.FULL, lost));
            if (!peer.equals("b")) {
                links.add(link(peer, "b", Link.Size.FULL, lost));
            }
        }
        return links;
    }

    private static Link link(String from, String to, Link.Size size, Set<Way> lost) {
        Link well = new Link(Link.Kind.HTTP, from, to, size, ONCE, 0, 0, Duration.ZERO);
        boolean isLost = size == Link.Size.FULL && lost.contains(new Way(from, to));
        return isLost ? lost(well, 3, ONCE) : well;
    }
}
