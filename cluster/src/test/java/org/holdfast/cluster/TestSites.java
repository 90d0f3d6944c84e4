// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Three sites at 127.0.0.1, .2 and .3, with listeners in the place of their engines.
final class TestSites {
    private TestSites() {}

    /// @param patroni port of every Patroni
    /// @param postgres port of every PostgreSQL
    static SitePlan plan(String site, int patroni, int postgres, Path folder, boolean evict) {
        Ports usual = Ports.USUAL;
        Ports ports =
                new Ports(
                        usual.etcdClient(),
                        usual.etcdPeer(),
                        postgres,
                        patroni,
                        usual.primary(),
                        usual.replica(),
                        usual.node());
        return plan(site, ports, folder, evict);
    }

    static SitePlan plan(String site, Ports ports, Path folder, boolean evict) {
        var addresses = new LinkedHashMap<String, String>();
        addresses.put("a", "127.0.0.1");
        addresses.put("b", "127.0.0.2");
        addresses.put("c", "127.0.0.3");
        return new SitePlan(site, "x", addresses, ports, folder, Optional.empty(), evict);
    }
}
