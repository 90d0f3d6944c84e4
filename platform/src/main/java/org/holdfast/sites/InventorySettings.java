// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/// What the inventories of a node are told.
///
/// @param folder of the files; made when it is not there
/// @param site this site's name
/// @param own makes this site's document as of now; must not wait for a database
/// @param peers where the nodes of the other sites answer
/// @param token gives a peer token of this site, which is renewed while it runs
public record InventorySettings(
        Path folder,
        String site,
        Supplier<Inventory> own,
        Map<String, URI> peers,
        Supplier<String> token) {
    public InventorySettings {
        peers = Map.copyOf(peers);
    }

    /// With a token that stays the same.
    public InventorySettings(
            Path folder,
            String site,
            Supplier<Inventory> own,
            Map<String, URI> peers,
            String token) {
        this(folder, site, own, peers, () -> token);
    }

    /// Does not print the token.
    @Override
    public String toString() {
        return "InventorySettings[" + site + ", " + folder + ", " + peers + "]";
    }
}
