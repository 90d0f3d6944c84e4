// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.database.DatabaseSettings;
import org.holdfast.ledger.Mirroring;
import org.holdfast.sites.Inventory;
import org.holdfast.sites.SitesSettings;
import org.holdfast.sites.WatchSettings;

/// What one of several sites of an office is told when it starts.
///
/// @param place a small letter of its own, such as `a`
/// @param database the one database of all sites, through the proxies of the sites
/// @param patroni the REST address of this site's Patroni, such as `http://10.1.0.1:8008`
/// @param standbys names under which the sites' databases receive from the primary
/// @param peers the mirrors that the other sites keep of this one
/// @param self this site as the mirror of the others
/// @param copies folders of journals in which this site's mirrors keep what the others have
///   written, by their letter
/// @param levels when each of these mirrors last had everything, by the same letter
/// @param probes of the links between the sites
/// @param watch where the parts of all sites answer
/// @param folder as the commands of runbooks name it: of the whole on this machine or, with a
///   `site.json` in it, of the site that has this machine to itself
/// @param components what runs at this site
public record SiteSettings(
        char place,
        DatabaseSettings database,
        URI patroni,
        List<String> standbys,
        List<Mirroring.Place> peers,
        Mirroring.Place self,
        Map<Character, Path> copies,
        Map<Character, Supplier<Optional<Instant>>> levels,
        SitesSettings probes,
        WatchSettings watch,
        Path folder,
        Supplier<List<Inventory.Component>> components) {
    public SiteSettings {
        standbys = List.copyOf(standbys);
        peers = List.copyOf(peers);
        copies = Map.copyOf(copies);
        levels = Map.copyOf(levels);
    }
}
