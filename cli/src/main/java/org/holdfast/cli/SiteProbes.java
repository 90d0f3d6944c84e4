// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.holdfast.cluster.Alarms;
import org.holdfast.cluster.SitePlan;
import org.holdfast.database.DatabaseSettings;
import org.holdfast.sites.SitesSettings;

/// What the probes of a site's node are told: every node, every proxy, and the site's `probes.log`.
final class SiteProbes {
    private static final int CONNECTIONS = 2;

    private SiteProbes() {}

    static SitesSettings of(SitePlan plan, Supplier<String> token, String user, String password)
            throws IOException {
        SequencedMap<String, URI> nodes = new LinkedHashMap<>();
        Map<String, DatabaseSettings> ways = new LinkedHashMap<>();
        for (String site : plan.addresses().keySet()) {
            nodes.put(site, plan.nodeAddress(site));
            ways.put(site, new DatabaseSettings(plan.jdbcUrl(site), user, password, CONNECTIONS));
        }
        return new SitesSettings(
                plan.site(),
                nodes,
                ways,
                token,
                SitesSettings.EVERY,
                SitesSettings.DEADLINE,
                into(Alarms.ofProbes(plan.folder(), InstantSource.system())));
    }

    /// A disk that is full must not end the probes; the next look tries to write again.
    private static Consumer<Map<String, String>> into(Alarms alarms) {
        return wrong -> {
            try {
                alarms.look(wrong);
            } catch (IOException full) {
                Screen.out("probes.log cannot be written: " + full.getMessage());
            }
        };
    }
}
