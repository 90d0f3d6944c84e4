// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.InstantSource;
import org.holdfast.database.Pulse;
import org.holdfast.ledger.Ledger;

/// Makes what a node says of itself.
record OwnReport(
        WatchSettings settings, Ledger ledger, Probes probes, Pulse pulse, InstantSource clock) {
    SiteReport make() {
        return new SiteReport(
                settings.site(),
                clock.instant(),
                ledger.sequences(),
                pulse.isAway(),
                ledger.counts(),
                probes.links(),
                settings.alarms().get());
    }
}
