// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LeaderPlaceTest {
    private static final Set<String> SITES = new TreeSet<>(Set.of("a", "b", "c"));

    @Test
    void leavesThePrimarysSiteForTheOneThatIsNotTheNextPrimary() {
        assertThat(place("a", "a", "b").better(SITES, site -> true)).contains("c");
        assertThat(place("a", "a", "c").better(SITES, site -> true)).contains("b");
    }

    @Test
    void goesToTheStandbyWhenTheThirdDoesNotFollow() {
        assertThat(place("a", "a", "b").better(SITES, site -> !site.equals("c"))).contains("b");
        assertThat(place("a", "a", "b").better(SITES, site -> false)).isEmpty();
    }

    @Test
    void staysWhereThereIsNoPrimaryAndNothingIsSick() {
        assertThat(place("b", "a", "c").better(SITES, site -> true)).isEmpty();
        assertThat(place("b", "", "c").better(SITES, site -> true)).isEmpty();
    }

    @Test
    void neverGoesToASiteThatLosesLongPackets() {
        assertThat(place("b", "b", "c", "a").better(SITES, site -> true)).contains("c");
        assertThat(place("b", "b", "c", "a", "c").better(SITES, site -> true)).isEmpty();
    }

    @Test
    void leavesASiteThatLosesLongPackets() {
        assertThat(place("a", "b", "c", "a").better(SITES, site -> true)).contains("c");
        assertThat(place("a", "b", "c", "a").better(SITES, site -> false)).isEmpty();
        assertThat(place("a", "", "", "a").better(SITES, site -> true)).contains("b");
    }

    @Test
    void goesToThePrimarysSiteAndStaysThereWhenOnlyThatKeepsItsPackets() {
        // the link between a and c is bad, and the primary is at b already
        assertThat(place("a", "b", "c", "a", "c").better(SITES, site -> true)).contains("b");
        assertThat(place("b", "b", "c", "a", "c").better(SITES, site -> true)).isEmpty();
        // the primary is still at an end of it
        assertThat(place("a", "a", "c", "a", "c").better(SITES, site -> true)).contains("b");
        // the third does not follow
        assertThat(place("a", "b", "c", "a").better(SITES, site -> !site.equals("c")))
                .contains("b");
    }

    private static LeaderPlace place(String own, String primary, String standby, String... sick) {
        return new LeaderPlace(
                own,
                primary,
                Optional.of(standby).filter(site -> !site.isEmpty()),
                new TreeSet<>(java.util.List.of(sick)));
    }
}
