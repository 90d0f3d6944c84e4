// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.InstantSource;
import org.holdfast.database.Pulse;
import org.holdfast.ledger.Ledger;

/// How the sites stand, asked over the network when somebody wants to know. Uses no database and
/// never waits longer than three seconds for an answer. Thread-safe.
public interface SiteWatch extends AutoCloseable {
    /// What this node says of itself.
    SiteReport own();

    /// How all sites stand: asked now, or up to one second ago.
    Standing standing();

    /// The same, asked now.
    Standing asked();

    /// Lets the connections go.
    @Override
    void close();

    /// The watch of a node over its own site and the others.
    ///
    /// @param pulse whether the primary answers this node
    static SiteWatch of(
            WatchSettings settings,
            Ledger ledger,
            Probes probes,
            Pulse pulse,
            InstantSource clock) {
        return new AskedSites(settings, new OwnReport(settings, ledger, probes, pulse, clock));
    }
}
