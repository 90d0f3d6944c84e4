// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Who is suspected and what helps, in every shape; the primary is at a.
class RemedyTest {
    private static final Set<String> SITES = new TreeSet<>(Set.of("a", "b", "c"));
    private static final String SICK = "site-loses-long-packets-";
    private static final String LINK = "link-loses-long-packets-";

    @Test
    void thePrimaryLeavesASickSiteAtTheWordOfEitherOther() {
        Map<String, String> found = found(SICK + "a", "long-packets-lost-a-b");
        assertThat(remedies("b", found)).containsExactly("Leave[primary=a]", "Leave[primary=a]");
        assertThat(at("a", "b", found)).isEmpty();
    }

    @Test
    void thePrimaryComesToTheThirdWhenALinkOfItsIsBad() {
        Map<String, String> found = found(LINK + "a-b");
        // whether b is the synchronous standby, or Patroni has named c already, or nobody
        for (String synced : List.of("b", "c", "")) {
            assertThat(at("c", synced, found)).contains(new Remedy.Come("a", "b"));
            assertThat(at("a", synced, found)).isEmpty();
            assertThat(at("b", synced, found)).isEmpty();
        }
        assertThat(new Remedy.Come("c", "b").alarm()).isEqualTo(LINK + "b-c");
        assertThat(Remedy.of("a", SITES, "c", Optional.of("b"), found(LINK + "b-c")))
                .contains(new Remedy.Come("c", "b"));
    }

    @Test
    void nothingIsDoneAboutALinkBetweenTwoStandbys() {
        Map<String, String> found = found(LINK + "b-c");
        assertThat(remedies("b", found)).isEmpty();
        assertThat(at("a", "b", found)).isEmpty();
    }

    @Test
    void aSickSynchronousStandbyMakesRoomAtTheWordOfEitherOther() {
        Map<String, String> found = found(SICK + "b");
        assertThat(at("a", "b", found)).contains(new Remedy.MakeRoom("a", "b"));
        assertThat(at("c", "b", found)).contains(new Remedy.MakeRoom("a", "b"));
        assertThat(at("b", "b", found)).isEmpty();
    }

    @Test
    void aSickStandbyThatNobodyWaitsForIsLeftAlone() {
        Map<String, String> found = found(SICK + "b");
        assertThat(remedies("c", found)).isEmpty();
        assertThat(at("a", "c", found)).isEmpty();
        assertThat(at("a", "", found)).isEmpty();
    }

    @Test
    void nothingIsDoneWhenAllLinksAreBadOrNobodyHoldsTheLease() {
        Map<String, String> all =
                found(
                        "long-packets-lost-a-b",
                        "long-packets-lost-b-a",
                        "long-packets-lost-b-c",
                        "long-packets-lost-c-b",
                        "long-writes-not-acknowledged-b");
        for (String own : SITES) {
            assertThat(at(own, "b", all)).isEmpty();
            assertThat(at(own, "b", Map.of())).isEmpty();
            for (String alarm : List.of(SICK + "a", SICK + "b", LINK + "a-b")) {
                assertThat(Remedy.of(own, SITES, "", Optional.of("b"), found(alarm))).isEmpty();
            }
        }
    }

    @Test
    void nobodyWithAFindingAboutTheLinksThatCountActs() {
        for (String alarm :
                List.of(
                        "site-not-reached-c-a",
                        "site-not-reached-c-b",
                        "site-not-reached-c-c",
                        "long-packets-lost-c-a",
                        "long-packets-lost-b-c")) {
            assertThat(at("c", "b", found(LINK + "a-b", alarm))).as(alarm).isEmpty();
        }
        // b is the sick one: only the link between a and c counts
        for (String alarm : List.of("site-not-reached-c-a", "long-packets-lost-a-c")) {
            assertThat(at("c", "b", found(SICK + "b", alarm))).as(alarm).isEmpty();
        }
        assertThat(at("c", "b", found(SICK + "b", "long-packets-lost-b-c", "node-refuses-c-a")))
                .contains(new Remedy.MakeRoom("a", "b"));
    }

    @Test
    void etcdsLeaderCountsASickSiteAndBothEndsOfABadLink() {
        assertThat(Remedy.sick(SITES, found(SICK + "a"))).containsExactly("a");
        assertThat(Remedy.sick(SITES, found(LINK + "b-c"))).containsExactly("b", "c");
        assertThat(Remedy.sick(SITES, found("long-packets-lost-a-b"))).isEmpty();
    }

    /// What b and c would do.
    private static List<String> remedies(String synced, Map<String, String> found) {
        return List.of("b", "c").stream()
                .flatMap(own -> at(own, synced, found).stream())
                .map(Remedy::toString)
                .toList();
    }

    private static Optional<Remedy> at(String own, String synced, Map<String, String> found) {
        return Remedy.of(own, SITES, "a", Optional.of(synced).filter(one -> !one.isEmpty()), found);
    }

    private static Map<String, String> found(String... alarms) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String alarm : alarms) {
            found.put(alarm, "x");
        }
        return found;
    }
}
