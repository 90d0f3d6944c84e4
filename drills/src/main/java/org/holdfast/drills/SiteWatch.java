// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.cluster.Cluster;
import org.holdfast.cluster.ClusterStatus;
import org.holdfast.cluster.SiteStatus;

/// Looks at a cluster several times a second and remembers what it says of itself: its status with
/// its watchers' alarms, and whether each node takes work.
final class SiteWatch implements AutoCloseable {
    private static final Duration BREATH = Duration.ofMillis(200);

    private final Cluster cluster;
    private final SiteNodes nodes;
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final ConcurrentLinkedQueue<Look> looks = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// One look.
    ///
    /// @param atNanos when it was complete
    /// @param primary site of it; empty: none, or not asked in this look
    /// @param wrong what is said to be wrong; empty: nothing is
    record Look(long atNanos, boolean status, Optional<String> primary, List<String> wrong) {}

    SiteWatch(Cluster cluster, SiteNodes nodes) {
        this.cluster = cluster;
        this.nodes = nodes;
    }

    void start() {
        threads.execute(() -> again(this::status));
        for (SiteNodes.Node node : nodes.all()) {
            threads.execute(() -> again(() -> health(node)));
        }
    }

    private void again(Runnable look) {
        while (going.get()) {
            look.run();
            Pauses.of(BREATH);
        }
    }

    private void status() {
        try {
            ClusterStatus status = cluster.status();
            List<String> wrong = wrong(status);
            looks.add(new Look(System.nanoTime(), true, status.primary(), wrong));
        } catch (IOException unreadable) {
            looks.add(
                    new Look(
                            System.nanoTime(),
                            true,
                            Optional.empty(),
                            List.of("the status cannot be read: " + unreadable.getMessage())));
        }
    }

    /// What a status says is wrong, most particular last.
    static List<String> wrong(ClusterStatus status) {
        List<String> wrong = new ArrayList<>();
        if (status.verdict() == ClusterStatus.Verdict.WHOLE) {
            return wrong;
        }
        wrong.add(status.words());
        for (SiteStatus site : status.sites()) {
            for (Map.Entry<String, String> alarm : site.alarms().entrySet()) {
                wrong.add(
                        "alarm at site %s: %s: %s"
                                .formatted(site.site(), alarm.getKey(), alarm.getValue()));
            }
            if (site.postgres().equals(SiteStatus.DEAD)) {
                wrong.add("PostgreSQL of site " + site.site() + " is dead");
            }
        }
        return wrong;
    }

    private void health(SiteNodes.Node node) {
        boolean ready = SiteNodes.isReady(node);
        looks.add(
                new Look(
                        System.nanoTime(),
                        false,
                        Optional.empty(),
                        ready
                                ? List.of()
                                : List.of("the node of site " + node.site() + " is not ready")));
    }

    /// When it was first said after `fromNanos` that something is wrong, in milliseconds from
    /// there; -1: never.
    long noticedMillis(long fromNanos) {
        return looks.stream()
                .filter(look -> look.atNanos() - fromNanos > 0 && !look.wrong().isEmpty())
                .mapToLong(look -> (look.atNanos() - fromNanos) / 1_000_000)
                .min()
                .orElse(-1);
    }

    /// Words, and when they were first said.
    record Named(String words, long millis) {}

    /// What was first said after `fromNanos` that names one of these sites and this fault; empty:
    /// nothing was.
    Optional<Named> cause(long fromNanos, SiteDrillKind kind, List<String> sites) {
        return looks.stream()
                .filter(look -> look.atNanos() - fromNanos > 0)
                .sorted(java.util.Comparator.comparingLong(look -> look.atNanos() - fromNanos))
                .flatMap(look ->
                        look.wrong().stream()
                                .filter(words -> names(words, kind, sites))
                                .map(words ->
                                        new Named(words, (look.atNanos() - fromNanos) / 1_000_000)))
                .findFirst();
    }

    /// An alarm is raised at some site, which is not yet the one that it is about.
    static boolean names(String words, SiteDrillKind kind, List<String> sites) {
        String about = words.replaceFirst("^alarm at site [a-z]+: ", "");
        boolean plain = about.equals(words);
        return kind.isNamedBy(about)
                && sites.stream()
                        .anyMatch(site ->
                                plain
                                        ? words.contains("site " + site)
                                        : about.matches(
                                                "(?s).*(site |-|from |to |reach )"
                                                        + site
                                                        + "\\b.*"));
    }

    /// When the cluster first said after `fromNanos` that another site has the primary; -1: never.
    long primaryMovedMillis(long fromNanos, String before) {
        return looks.stream()
                .filter(look -> look.status() && look.atNanos() - fromNanos > 0)
                .filter(look -> look.primary().isPresent() && !look.primary().get().equals(before))
                .mapToLong(look -> (look.atNanos() - fromNanos) / 1_000_000)
                .min()
                .orElse(-1);
    }

    /// Every change of who was primary: milliseconds from `fromNanos`, and the site or `-`.
    List<Map.Entry<Long, String>> primaries(long fromNanos) {
        List<Map.Entry<Long, String>> changes = new ArrayList<>();
        for (Look look : looks) {
            String site = look.primary().orElse("-");
            boolean same = !changes.isEmpty() && changes.getLast().getValue().equals(site);
            if (look.status() && !same) {
                changes.add(Map.entry((look.atNanos() - fromNanos) / 1_000_000, site));
            }
        }
        return changes;
    }

    @Override
    public void close() {
        going.set(false);
        threads.shutdown();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
