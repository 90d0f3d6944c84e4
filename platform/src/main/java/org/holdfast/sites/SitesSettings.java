// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.holdfast.database.DatabaseSettings;

/// What the probes of a site are told.
///
/// @param site this site's name
/// @param nodes where the node of each site answers, this site's included
/// @param ways the database through the proxy of each site, and through no other
/// @param token gives a peer token of this site, which is renewed while it runs
/// @param every between the begins of two probes of a link
/// @param deadline after which a probe has failed
/// @param alarms takes what is wrong after each look, by the alarm's name; called from one thread
public record SitesSettings(
        String site,
        SequencedMap<String, URI> nodes,
        Map<String, DatabaseSettings> ways,
        Supplier<String> token,
        Duration every,
        Duration deadline,
        Consumer<Map<String, String>> alarms) {
    /// Between the begins of two probes of a link.
    public static final Duration EVERY = Duration.ofSeconds(1);

    /// After this a probe has failed.
    public static final Duration DEADLINE = Duration.ofSeconds(3);

    public SitesSettings {
        nodes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(nodes));
        ways = Map.copyOf(ways);
    }

    /// With a token that stays the same.
    public SitesSettings(
            String site,
            SequencedMap<String, URI> nodes,
            Map<String, DatabaseSettings> ways,
            String token,
            Duration every,
            Duration deadline,
            Consumer<Map<String, String>> alarms) {
        this(site, nodes, ways, () -> token, every, deadline, alarms);
    }

    /// An office that is on one site only: there is nobody to probe.
    public static SitesSettings alone() {
        return new SitesSettings("", new LinkedHashMap<>(), Map.of(), "", EVERY, DEADLINE, _ -> {});
    }

    /// Does not print the token.
    @Override
    public String toString() {
        return "SitesSettings[" + site + ", " + nodes + ", " + ways + "]";
    }
}
