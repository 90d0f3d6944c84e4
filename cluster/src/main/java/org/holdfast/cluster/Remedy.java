// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What the watcher of a site is to do about long packets that are lost, by what the probes of its
/// own site find: who is suspected, and what helps. Values; no clock, no network. Nothing is to be
/// done when all links are bad, which is nobody's own fault, nor about a link between two standbys:
/// the primary reaches both (decision 21).
sealed interface Remedy {
    /// A site loses long packets, two others say.
    String SITE = "site-loses-long-packets-";

    /// One link does, say both its ends, and no other.
    String LINK = "link-loses-long-packets-";

    String LOST = "long-packets-lost-";
    String UNREACHED = "site-not-reached-";

    /// The finding that asks for it.
    String alarm();

    /// The primary leaves a site that loses long packets, for the standby that Patroni names.
    record Leave(String primary) implements Remedy {
        @Override
        public String alarm() {
            return SITE + primary;
        }
    }

    /// The primary comes to this site, which reaches both ends of the bad link.
    ///
    /// @param other the end of the link that the primary is not at: it gets no WAL
    record Come(String primary, String other) implements Remedy {
        @Override
        public String alarm() {
            return link(primary, other);
        }
    }

    /// The synchronous standby loses long packets: it makes room for another, so that commits wait
    /// for that one.
    record MakeRoom(String primary, String standby) implements Remedy {
        @Override
        public String alarm() {
            return SITE + standby;
        }
    }

    /// What is to be done, seen from a site; empty: nothing.
    ///
    /// @param primary the site that holds the lease; empty when nobody does
    /// @param synced the standby that etcd's key `sync` names, if any
    /// @param found what is wrong by this site's probes, by the alarm's name
    static Optional<Remedy> of(
            String own,
            Set<String> sites,
            String primary,
            Optional<String> synced,
            Map<String, String> found) {
        if (primary.isEmpty()) {
            return Optional.empty();
        }
        if (found.containsKey(SITE + primary)) {
            return own.equals(primary) ? Optional.empty() : Optional.of(new Leave(primary));
        }
        for (String other : sites) {
            boolean third = !own.equals(primary) && !own.equals(other) && !other.equals(primary);
            if (third && found.containsKey(link(primary, other))) {
                return reaches(own, sites, found)
                        ? Optional.of(new Come(primary, other))
                        : Optional.empty();
            }
        }
        Set<String> healthy = new TreeSet<>(sites);
        synced.ifPresent(healthy::remove);
        return synced.filter(one -> !one.equals(primary) && !one.equals(own))
                .filter(one -> found.containsKey(SITE + one))
                .filter(_ -> reaches(own, healthy, found))
                .map(one -> new MakeRoom(primary, one));
    }

    /// Sites at which a long packet may be lost: those that lose them, and both ends of a bad link.
    static Set<String> sick(Set<String> sites, Map<String, String> found) {
        Set<String> sick = new TreeSet<>();
        for (String site : sites) {
            boolean atBadLink =
                    sites.stream().anyMatch(other -> found.containsKey(link(site, other)));
            if (atBadLink || found.containsKey(SITE + site)) {
                sick.add(site);
            }
        }
        return sick;
    }

    private static String link(String one, String other) {
        return LINK + (one.compareTo(other) < 0 ? one + "-" + other : other + "-" + one);
    }

    /// Whether a site finds its own links with these well.
    private static boolean reaches(String own, Set<String> sites, Map<String, String> found) {
        return sites.stream()
                .noneMatch(other ->
                        found.containsKey(UNREACHED + own + "-" + other)
                                || found.containsKey(LOST + own + "-" + other)
                                || found.containsKey(LOST + other + "-" + own));
    }
}
