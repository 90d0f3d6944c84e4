// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The faults that a drill can make at the sites of one machine with signals alone.
public enum SiteDrillKind {
    /// `kill -9` of the primary's postmaster.
    PRIMARY_KILL(30),
    /// `kill -9` of everything at one site; each in its turn.
    SITE_LOSS(30),
    /// `kill -9` of everything at the primary's site and at another.
    TWO_SITES(10),
    /// SIGSTOP to everything at the primary's site, SIGCONT later: sockets stay open, nobody
    /// answers.
    FREEZE(10),
    /// Sites are frozen one by one, overlapping, and go on in an order of chance. Sites, not links.
    SWIZZLE(10);

    private final int repeats;

    SiteDrillKind(int repeats) {
        this.repeats = repeats;
    }

    /// As on the command line: `site-loss`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// How often a campaign runs it.
    public int repeats() {
        return repeats;
    }

    public static Optional<SiteDrillKind> of(String word) {
        for (SiteDrillKind kind : values()) {
            if (kind.word().equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /// Faults that are not made here, and why.
    public static Map<String, String> notHere() {
        return new TreeMap<>(
                Map.of(
                        "partition",
                        "the sites are addresses of one loopback device, and programs that do not bind"
                                + " their own end leave as 127.0.0.1: no rule can tell one site's"
                                + " packets from another's without a network namespace for each site",
                        "long-packets",
                        "dropping packets by their length needs a network namespace of the cluster's"
                                + " own (root) and a queue (tc tbf) on its loopback device; not built",
                        "slow-disk",
                        "the sites share one disk; slowing one needs a block device for it (root) or a"
                                + " library laid under its engines; not built",
                        "disk-full",
                        "the sites share one file system; filling one needs a file system of its own"
                                + " mounted under it (root); for one office, see: holdfast drill"
                                + " journal",
                        "clock",
                        "the sites share one clock; moving it for one needs a time namespace or a"
                                + " library laid under its engines (libfaketime); not built"));
    }
}
