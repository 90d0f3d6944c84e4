// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.holdfast.database.Pulse;
import org.holdfast.ledger.JournalCounts;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Position;

/// Makes what a node says of itself.
///
/// A journal that cannot be written or followed for ten seconds is an alarm of its own.
///
/// @param read up to where node journals were read
record OwnReport(
        WatchSettings settings,
        Ledger ledger,
        Supplier<List<Position>> read,
        Probes probes,
        Pulse pulse,
        InstantSource clock) {
    private static final Duration TROUBLE = Duration.ofSeconds(10);

    SiteReport make() {
        List<JournalCounts> counts = ledger.counts();
        List<OpenAlarm> alarms = new ArrayList<>(settings.alarms().get());
        for (JournalCounts one : counts) {
            if (one.troubledFor().compareTo(TROUBLE) >= 0) {
                alarms.add(
                        new OpenAlarm(
                                clock.instant().minus(one.troubledFor()),
                                "journal-in-trouble-" + one.name(),
                                one.trouble()));
            }
        }
        return new SiteReport(
                settings.site(),
                clock.instant(),
                ledger.sequences(),
                pulse.isAway(),
                counts,
                read.get(),
                probes.links(),
                alarms);
    }
}
