// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import org.holdfast.cluster.Cluster;
import org.holdfast.cluster.Own;

/// One fault, made and healed.
final class SiteFault {
    private static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final int LOST_PERCENT = 90;
    private static final int WRITES_PER_SECOND = 3;
    private static final Duration AHEAD = Duration.ofMinutes(5);
    private static final Duration BEHIND = Duration.ofMinutes(-5);

    private final Cluster cluster;
    private final SiteOrder order;
    private final List<String> victims;
    private final SplittableRandom chance;
    private final ObjIntConsumer<String> figures;

    /// @param primary site of it now
    /// @param sites all of them
    /// @param figures takes what was done, in numbers
    /// @throws DrillFault when it cannot be made in this cluster
    SiteFault(
            Cluster cluster,
            SiteOrder order,
            String primary,
            List<String> sites,
            SplittableRandom chance,
            ObjIntConsumer<String> figures)
            throws IOException {
        this.cluster = cluster;
        this.order = order;
        this.chance = chance;
        this.figures = figures;
        possible(cluster, order.kind());
        boolean itself =
                order.kind() == SiteDrillKind.PRIMARY_KILL
                        || order.kind() == SiteDrillKind.CANCELLED_WAIT;
        String first = itself ? primary : order.site().orElse(primary);
        List<String> others = new ArrayList<>(sites);
        others.remove(first);
        Collections.shuffle(others, new Random(chance.nextLong()));
        victims =
                switch (order.kind()) {
                    case TWO_SITES -> List.of(first, others.getFirst());
                    case SWIZZLE -> {
                        others.addFirst(first);
                        yield List.copyOf(others);
                    }
                    case PRIMARY_KILL,
                            SITE_LOSS,
                            FREEZE,
                            PARTITION,
                            PARTITION_ONE_WAY,
                            SLOW_DISK,
                            DISK_FULL,
                            CLOCK,
                            CANCELLED_WAIT ->
                            List.of(first);
                    case LONG_PACKETS -> order.link().map(SiteLink::ends).orElse(List.of(first));
                };
    }

    /// @throws DrillFault saying what the cluster lacks
    static void possible(Cluster cluster, SiteDrillKind kind) throws IOException {
        if (!kind.cannot().isEmpty()) {
            throw new DrillFault(kind.word() + " cannot be made: " + kind.cannot());
        }
        if (kind.needs().isPresent()) {
            Own need = kind.needs().get();
            if (!cluster.own().contains(need)) {
                throw new DrillFault(
                        "%s needs sites of which each has %s; this cluster was made without. As root: holdfast cluster up --demo --dir ANOTHER %s"
                                .formatted(kind.word(), need.words(), need.option()));
            }
        }
    }

    List<String> victims() {
        return victims;
    }

    /// Sites that answer nothing while it lasts, or whom the others do not hear: what they alone
    /// acknowledged might be gone with them.
    List<String> silenced() {
        return switch (order.kind()) {
            case SITE_LOSS, TWO_SITES, FREEZE, SWIZZLE, CANCELLED_WAIT -> victims;
            case PARTITION, PARTITION_ONE_WAY -> victims;
            case PRIMARY_KILL, LONG_PACKETS, SLOW_DISK, DISK_FULL, CLOCK -> List.of();
        };
    }

    /// Whether clients still reach a silenced site.
    boolean answers() {
        return order.kind() == SiteDrillKind.PARTITION
                || order.kind() == SiteDrillKind.PARTITION_ONE_WAY;
    }

    void prepare() throws IOException {
        if (order.withEtcdLeader() && !cluster.faults().leadEtcd(victims.getFirst())) {
            throw new DrillFault("etcd has no leader that could be moved");
        }
    }

    void make() throws IOException {
        String first = victims.getFirst();
        switch (order.kind()) {
            case PRIMARY_KILL -> {
                if (!cluster.faults().killPostmaster(first)) {
                    throw new DrillFault("no postmaster lives at " + first);
                }
            }
            case SITE_LOSS, TWO_SITES -> lose();
            case FREEZE -> cluster.faults().freeze(first);
            case SWIZZLE -> {
                for (String victim : victims) {
                    cluster.faults().freeze(victim);
                    Pauses.of(BETWEEN);
                }
            }
            case PARTITION -> cluster.faults().links().cut(first);
            case PARTITION_ONE_WAY -> cluster.faults().links().cutFrom(first);
            case LONG_PACKETS -> loseLong(first);
            case SLOW_DISK -> cluster.faults().disks().slow(first, WRITES_PER_SECOND);
            case DISK_FULL -> cluster.faults().disks().fill(first);
            case CLOCK -> cluster.faults().moveClock(first, AHEAD);
            case CANCELLED_WAIT -> {
                CancelledWait wait = new CancelledWait(cluster.faults().commits(), first);
                wait.make(figures);
                lose();
            }
        }
    }

    private void loseLong(String site) throws IOException {
        if (order.link().isPresent()) {
            SiteLink link = order.link().get();
            cluster.faults().links().loseLong(link.one(), link.other(), LOST_PERCENT);
        } else {
            cluster.faults().links().loseLong(site, LOST_PERCENT);
        }
    }

    private void lose() throws IOException {
        var killed = cluster.kill(victims.toArray(String[]::new));
        figures.accept("killed", killed.processes());
        figures.accept("killingMillis", (int) killed.millis());
    }

    /// What happens while it lasts; returns when its time is over.
    void last(Duration left) throws IOException {
        if (order.kind() == SiteDrillKind.CLOCK) {
            Pauses.of(left.dividedBy(2));
            cluster.faults().moveClock(victims.getFirst(), BEHIND);
            Pauses.of(left.dividedBy(2));
        } else {
            Pauses.of(left);
        }
    }

    void heal() throws IOException {
        String first = victims.getFirst();
        switch (order.kind()) {
            case PRIMARY_KILL -> {
                // Patroni starts it again
            }
            case SITE_LOSS, TWO_SITES, CANCELLED_WAIT -> {
                for (String victim : victims) {
                    cluster.start(victim);
                }
            }
            case FREEZE, SWIZZLE -> thaw();
            case PARTITION, PARTITION_ONE_WAY, LONG_PACKETS -> cluster.faults().links().mend();
            case SLOW_DISK -> cluster.faults().disks().quicken(first);
            case DISK_FULL -> cluster.faults().disks().free(first);
            case CLOCK -> cluster.faults().moveClock(first, Duration.ZERO);
        }
    }

    private void thaw() throws IOException {
        List<String> again = new ArrayList<>(victims);
        Collections.shuffle(again, new Random(chance.nextLong()));
        for (String victim : again) {
            cluster.faults().thaw(victim);
            if (victims.size() > 1) {
                Pauses.of(BETWEEN);
            }
        }
    }

    /// Milliseconds of a time that began then.
    static int since(long nanos) {
        return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
