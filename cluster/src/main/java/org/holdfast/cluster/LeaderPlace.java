// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Where etcd's leader should be, as seen at the site that has it. It leaves the primary's site,
/// since the loss of both together costs an election of etcd and then a whole lease, and it leaves
/// a site that loses long packets, or is at the end of a link that does, where a long entry would
/// stop every other one behind it. When only the primary's site keeps its packets, it is there: a
/// follower that hears nothing more would have etcd elect again and again.
///
/// @param own this site
/// @param primary the site of the primary; empty when there is none
/// @param standby the site that would be the next primary, if any
/// @param sick sites that lose long packets
record LeaderPlace(String own, String primary, Optional<String> standby, Set<String> sick) {
    /// Where to: a site that keeps its packets and has no primary, rather one that would not be the
    /// next primary either; from a sick site to the primary's, at last. Empty when the leader may
    /// stay, or no such site follows.
    ///
    /// @param follows whether the etcd of a site answers and follows a leader; asked only of sites
    ///   that might do, best first
    Optional<String> better(Set<String> sites, Predicate<String> follows) {
        if (!own.equals(primary) && !sick.contains(own)) {
            return Optional.empty();
        }
        List<String> others = new ArrayList<>(sites);
        others.removeIf(site -> site.equals(own) || sick.contains(site));
        others.sort(
                Comparator.comparing((String site) -> site.equals(primary))
                        .thenComparing(site -> standby.equals(Optional.of(site))));
        return others.stream().filter(follows).findFirst();
    }
}
