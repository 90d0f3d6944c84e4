// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.util.List;
import org.holdfast.sites.Inventory.Need;

/// What stands only while enough of something else stands: how an office is put together.
final class SiteNeeds {
    /// Papers from the register itself, for everybody.
    static final String FACTS = "facts";

    /// Changes, acknowledged by a second site.
    static final String CHANGES = "changes";

    /// A node that takes work.
    static final String NODES = "nodes";

    private SiteNeeds() {}

    /// Of several sites. A change is acknowledged by a primary and a synchronous standby; reading
    /// needs the primary alone; both need etcd's quorum and one way to the primary.
    static List<Need> of(List<String> sites) {
        int quorum = sites.size() / 2 + 1;
        return List.of(
                new Need("etcd", quorum, at("etcd", sites)),
                new Need("primary", 1, at("postgres", sites)),
                new Need("acknowledged", Math.min(2, sites.size()), at("postgres", sites)),
                new Need("way", 1, at("haproxy", sites)),
                new Need(NODES, 1, at("node", sites)),
                new Need(FACTS, 4, List.of("etcd", "primary", "way", NODES)),
                new Need(CHANGES, 4, List.of("etcd", "acknowledged", "way", NODES)));
    }

    /// Of an office on one machine.
    static List<Need> ofOne(String site) {
        List<String> one = List.of(site);
        return List.of(
                new Need("primary", 1, at("postgres", one)),
                new Need(NODES, 1, at("node", one)),
                new Need(FACTS, 2, List.of("primary", NODES)),
                new Need(CHANGES, 2, List.of("primary", NODES)));
    }

    private static List<String> at(String kind, List<String> sites) {
        return sites.stream().map(site -> kind + "." + site).toList();
    }
}
