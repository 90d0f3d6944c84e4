// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.ledger.JournalCounts;
import org.holdfast.ledger.Position;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What a node says of itself, for the consoles of all sites. Made without a database; holds no
/// secret and nobody's data.
///
/// @param sequences whether it gives entries of the central journal their index now
/// @param databaseAway whether the primary does not answer it
/// @param journals central first
/// @param read up to where it has read the node journals of all sites for blocks, and acts upon
///   them; a site of an older release says nothing
/// @param links as its probes find them
/// @param alarms open at its site
public record SiteReport(
        String site,
        Instant at,
        boolean sequences,
        boolean databaseAway,
        List<JournalCounts> journals,
        List<Position> read,
        List<Link> links,
        List<OpenAlarm> alarms) {
    private static final JsonMapper JSON = JsonMapper.shared();

    public SiteReport {
        journals = List.copyOf(journals);
        read = read == null ? List.of() : List.copyOf(read);
        links = List.copyOf(links);
        alarms = List.copyOf(alarms);
    }

    /// For the wire.
    public String json() {
        return JSON.writeValueAsString(this);
    }

    static Optional<SiteReport> read(byte[] json) {
        try {
            return Optional.of(JSON.readValue(json, SiteReport.class));
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
    }
}
