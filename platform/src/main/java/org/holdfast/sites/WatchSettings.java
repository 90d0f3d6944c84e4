// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What a site is told so that it can say how all sites stand, and move the primary.
///
/// @param site this site's name; empty for an office that is on one machine
/// @param cluster the name of the whole, such as `holdfast-23`
/// @param doors of every site by name, in order; none for an office on one machine
/// @param token gives a peer token of this site, which is renewed while it runs
/// @param patroni the login of Patroni's writing routes; empty where it cannot be asked to move
/// @param alarms what is wrong at this site by its own word
public record WatchSettings(
        String site,
        String cluster,
        SequencedMap<String, SiteDoors> doors,
        Supplier<String> token,
        Optional<Login> patroni,
        Supplier<List<OpenAlarm>> alarms) {
    /// A name and a password.
    public record Login(String name, String password) {
        /// Does not print the password.
        @Override
        public String toString() {
            return "Login[" + name + "]";
        }
    }

    public WatchSettings {
        doors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(doors));
    }

    /// With a token that stays the same.
    public WatchSettings(
            String site,
            String cluster,
            SequencedMap<String, SiteDoors> doors,
            String token,
            Optional<Login> patroni,
            Supplier<List<OpenAlarm>> alarms) {
        this(site, cluster, doors, () -> token, patroni, alarms);
    }

    /// An office that is on one machine.
    public static WatchSettings alone() {
        return new WatchSettings("", "", new LinkedHashMap<>(), "", Optional.empty(), List::of);
    }

    /// The same, with more that may be wrong at this site.
    public WatchSettings with(Supplier<List<OpenAlarm>> more) {
        return new WatchSettings(
                site,
                cluster,
                doors,
                token,
                patroni,
                () -> Stream.concat(alarms.get().stream(), more.get().stream()).toList());
    }

    /// Whether there is nobody else.
    public boolean isAlone() {
        return doors.isEmpty();
    }

    URI patroniAddress() {
        return java.util.Objects.requireNonNull(doors.get(site)).patroni();
    }

    /// Does not print the token.
    @Override
    public String toString() {
        return "WatchSettings[" + site + ", " + doors.keySet() + "]";
    }
}
