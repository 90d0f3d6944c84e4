// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.holdfast.database.Pulse;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Position;

/// How the sites stand, asked over the network when somebody wants to know. Uses no database and
/// never waits longer than three seconds for an answer. Thread-safe.
public interface SiteWatch extends AutoCloseable {
    /// What this node says of itself.
    SiteReport own();

    /// What the nodes of these sites say of themselves, asked now and together, this one's among
    /// them when it is wanted. Sites that say nothing within two seconds are left out.
    Map<String, SiteReport> reports(Set<String> sites);

    /// How all sites stand: asked now, or up to one second ago.
    Standing standing();

    /// The same, asked now.
    Standing asked();

    /// Lets the connections go.
    @Override
    void close();

    /// The watch of a node over its own site and the others.
    ///
    /// @param read up to where this node has read the node journals of all sites
    /// @param pulse whether the primary answers this node
    static SiteWatch of(
            WatchSettings settings,
            Ledger ledger,
            Supplier<List<Position>> read,
            Probes probes,
            Pulse pulse,
            InstantSource clock) {
        return new AskedSites(
                settings, new OwnReport(settings, ledger, read, probes, pulse, clock));
    }
}
