// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.InstantSource;

/// The inventories of all sites on this node's disk: its own, written anew every minute, and those
/// of the others as they gave them. Reading them needs no database and nobody else. Thread-safe.
public interface Inventories extends AutoCloseable {
    /// The folder of the files in a node's data folder, one `SITE.json` a site.
    String FOLDER = "inventory";

    /// Writes this site's own document; what stood there is replaced in one step, and the new one
    /// is on disk when this returns. A disk that fails is said in the log, and the old one stays.
    void refresh();

    /// From now on refreshes and asks the other sites every minute, and every five seconds as long
    /// as one has never answered; does nothing when it has begun.
    void begin();

    /// What is on the disk at this moment.
    InventoryBook book();

    /// Ends what [#begin] began.
    @Override
    void close();

    /// The inventories of a node.
    ///
    /// @param settings where the files are, and whom to ask
    static Inventories of(InventorySettings settings, InstantSource clock) {
        return new FiledInventories(settings, clock);
    }
}
