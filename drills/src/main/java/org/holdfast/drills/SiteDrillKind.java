// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.holdfast.cluster.DiskFaults;
import org.holdfast.cluster.Own;

/// The faults that a drill can make at the sites of one machine; some only where the sites do not
/// share what is broken.
public enum SiteDrillKind {
    /// `kill -9` of the primary's postmaster.
    PRIMARY_KILL(30, 20, Optional.empty(), ""),
    /// `kill -9` of everything at one site; each in its turn.
    SITE_LOSS(30, 20, Optional.empty(), ""),
    /// `kill -9` of everything at the primary's site and at another.
    TWO_SITES(10, 20, Optional.empty(), ""),
    /// SIGSTOP to everything at the primary's site, SIGCONT later: sockets stay open, nobody
    /// answers.
    FREEZE(10, 20, Optional.empty(), ""),
    /// Sites are frozen one by one, overlapping, and go on in an order of chance. Sites, not links.
    SWIZZLE(10, 20, Optional.empty(), ""),
    /// Nothing passes between one site and the others; clients reach all three.
    PARTITION(10, 40, Optional.of(Own.NETWORK), "does not reach"),
    /// What one site sends to the others is lost; the way back works.
    PARTITION_ONE_WAY(10, 40, Optional.of(Own.NETWORK), "does not reach"),
    /// 90 % of the packets of more than 1,500 bytes between one site and the others, or on one link
    /// alone, are lost.
    LONG_PACKETS(10, 90, Optional.of(Own.NETWORK), "long packets"),
    /// Three writes a second, at most, reach the disk of one site: a forced write takes seconds.
    SLOW_DISK(10, 40, Optional.of(Own.DISK), "forced write"),
    /// The disk of one site has no byte left.
    DISK_FULL(10, 40, Optional.of(Own.DISK), "MB left"),
    /// The clock of the node and the watcher of one site jumps five minutes ahead, then ten back,
    /// then returns.
    CLOCK(10, 60, Optional.of(Own.CLOCK), "clock"),
    /// Commits wait for a standby that is sent nothing; their waits are cancelled; then the
    /// primary's whole site is lost.
    CANCELLED_WAIT(10, 20, Optional.empty(), "");

    private final int repeats;
    private final int seconds;
    private final Optional<Own> needs;
    private final Pattern cause;

    SiteDrillKind(int repeats, int seconds, Optional<Own> needs, String cause) {
        this.repeats = repeats;
        this.seconds = seconds;
        this.needs = needs;
        this.cause = Pattern.compile(cause);
    }

    /// As on the command line: `site-loss`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// How often a campaign runs it.
    public int repeats() {
        return repeats;
    }

    /// How long the fault lasts when nobody says otherwise.
    public Duration lasts() {
        return Duration.ofSeconds(seconds);
    }

    /// What the sites of a cluster must not share for this.
    public Optional<Own> needs() {
        return needs;
    }

    /// Why it cannot be made on this machine at all; empty: it can.
    public String cannot() {
        return this == SLOW_DISK ? DiskFaults.cannotSlow() : "";
    }

    /// Whether it can be made in a cluster whose sites do not share so much.
    public boolean isPossible(Set<Own> own) {
        return needs.stream().allMatch(own::contains) && cannot().isEmpty();
    }

    /// Whether words about the cluster name this fault, and not only that something is wrong.
    boolean isNamedBy(String words) {
        return cause.matcher(words).find();
    }

    public static Optional<SiteDrillKind> of(String word) {
        for (SiteDrillKind kind : values()) {
            if (kind.word().equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /// What of each fault is made here, and what is not, and why.
    public static SequencedMap<String, String> faults() {
        SequencedMap<String, String> faults = new LinkedHashMap<>();
        for (SiteDrillKind kind : values()) {
            String how =
                    kind.needs
                            .map(own ->
                                    "made where each site has "
                                            + own.words()
                                            + ": cluster up "
                                            + own.option())
                            .orElse("made in any cluster");
            faults.put(kind.word(), kind.cannot().isEmpty() ? how : "not made: " + kind.cannot());
        }
        faults.putAll(limits());
        return faults;
    }

    private static SequencedMap<String, String> limits() {
        SequencedMap<String, String> limits = new LinkedHashMap<>();
        limits.put(
                "clock of etcd, Patroni and PostgreSQL",
                "not made: etcd is a Go program and asks the kernel for the time past any library;"
                        + " Patroni's Python cannot sleep with libfaketime 0.9.10 under it, and"
                        + " PostgreSQL is its child; a time namespace moves no wall clock");
        limits.put(
                "delay, reordering and doubling of packets",
                "not made: they need the queue netem, which not every kernel has");
        limits.put(
                "long packets of one link in one direction",
                "not made: both directions of a link lose them, as a broken module of a router"
                        + " does");
        limits.put(
                "errors of a disk",
                "not made at a site: they need the device mapper; flipped bits and torn files are"
                        + " in: drill journal");
        return limits;
    }
}
