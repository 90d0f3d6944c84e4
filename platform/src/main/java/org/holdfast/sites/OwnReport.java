// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.holdfast.database.Pulse;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Position;

/// Makes what a node says of itself.
///
/// @param read up to where node journals were read
record OwnReport(
        WatchSettings settings,
        Ledger ledger,
        Supplier<List<Position>> read,
        Probes probes,
        Pulse pulse,
        InstantSource clock) {
    SiteReport make() {
        return new SiteReport(
                settings.site(),
                clock.instant(),
                ledger.sequences(),
                pulse.isAway(),
                ledger.counts(),
                read.get(),
                probes.links(),
                settings.alarms().get());
    }
}
