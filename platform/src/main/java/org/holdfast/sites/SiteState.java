// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// How one site stands, each part by its own word.
///
/// @param database as Patroni says
/// @param etcd `leader`, `follower`, `no-leader` or `silent`
/// @param proxy whether somebody listens there
/// @param node `ready`, `starting`, `stopped` (a journal of it takes no more entries) or `silent`
/// @param report what its node says; empty when it said nothing
public record SiteState(
        String site,
        String address,
        Replica database,
        String etcd,
        boolean proxy,
        String node,
        Optional<SiteReport> report) {
    /// The word for a part that does not answer in time.
    public static final String SILENT = "silent";

    /// The word for the database that takes writes.
    public static final String PRIMARY = "primary";

    /// The word for the database that has every acknowledged commit.
    public static final String SYNCHRONOUS = "synchronous";

    /// The database of a site.
    ///
    /// @param role [#PRIMARY], [#SYNCHRONOUS], `standby`, another word of Patroni's, or [#SILENT]
    /// @param timeline 0 when nobody knows
    /// @param lagBytes behind the primary; -1 when nobody knows
    public record Replica(String role, long timeline, long lagBytes) {
        static final Replica NOBODY = new Replica(SILENT, 0, -1);

        boolean is(String other) {
            return role.equals(other);
        }
    }

    /// Ids of the components that are lost here, as inventories name them.
    SortedSet<String> lost() {
        TreeSet<String> lost = new TreeSet<>();
        if (etcd.equals(SILENT)) {
            lost.add("etcd." + site);
        }
        if (!List.of(PRIMARY, SYNCHRONOUS, "standby").contains(database.role())) {
            lost.add("postgres." + site);
        }
        if (!proxy) {
            lost.add("haproxy." + site);
        }
        if (!node.equals("ready")) {
            lost.add("node." + site);
        }
        return lost;
    }

    /// Whether nothing of it answers.
    public boolean isSilent() {
        return lost().size() == 4;
    }
}
