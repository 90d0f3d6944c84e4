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
/// @param token a peer token of this site
public record InventorySettings(
        Path folder, String site, Supplier<Inventory> own, Map<String, URI> peers, String token) {
    public InventorySettings {
        peers = Map.copyOf(peers);
    }

    /// Does not print the token.
    @Override
    public String toString() {
        return "InventorySettings[" + site + ", " + folder + ", " + peers + "]";
    }
}
