// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.holdfast.cluster.Cluster;

/// One fault, made and healed.
final class SiteFault {
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final SiteOrder order;
    private final List<String> victims;
    private final SplittableRandom chance;

    /// @param primary site of it now
    /// @param sites all of them
    SiteFault(
            Cluster cluster,
            SiteOrder order,
            String primary,
            List<String> sites,
            SplittableRandom chance) {
        this.cluster = cluster;
        this.order = order;
        this.chance = chance;
        String first =
                order.kind() == SiteDrillKind.PRIMARY_KILL ? primary : order.site().orElse(primary);
        List<String> others = new ArrayList<>(sites);
        others.remove(first);
        Collections.shuffle(others, new Random(chance.nextLong()));
        victims =
                switch (order.kind()) {
                    case PRIMARY_KILL, SITE_LOSS, FREEZE -> List.of(first);
                    case TWO_SITES -> List.of(first, others.getFirst());
                    case SWIZZLE -> {
                        others.addFirst(first);
                        yield List.copyOf(others);
                    }
                };
    }

    List<String> victims() {
        return victims;
    }

    /// Sites that answer nothing while it lasts.
    List<String> silenced() {
        return order.kind() == SiteDrillKind.PRIMARY_KILL ? List.of() : victims;
    }

    void prepare() throws IOException {
        if (order.withEtcdLeader() && !cluster.faults().leadEtcd(victims.getFirst())) {
            throw new DrillFault("etcd has no leader that could be moved");
        }
    }

    void make() throws IOException {
        switch (order.kind()) {
            case PRIMARY_KILL -> {
                if (!cluster.faults().killPostmaster(victims.getFirst())) {
                    throw new DrillFault("no postmaster lives at " + victims.getFirst());
                }
            }
            case SITE_LOSS, TWO_SITES -> {
                for (String victim : victims) {
                    cluster.kill(victim);
                }
            }
            case FREEZE -> cluster.faults().freeze(victims.getFirst());
            case SWIZZLE -> {
                for (String victim : victims) {
                    cluster.faults().freeze(victim);
                    Pauses.of(BETWEEN);
                }
            }
        }
    }

    void heal() throws IOException {
        switch (order.kind()) {
            case PRIMARY_KILL -> {
                // Patroni starts it again
            }
            case SITE_LOSS, TWO_SITES -> {
                for (String victim : victims) {
                    cluster.start(victim);
                }
            }
            case FREEZE, SWIZZLE -> {
                List<String> order = new ArrayList<>(victims);
                Collections.shuffle(order, new Random(chance.nextLong()));
                for (String victim : order) {
                    cluster.faults().thaw(victim);
                    if (victims.size() > 1) {
                        Pauses.of(BETWEEN);
                    }
                }
            }
        }
    }
}
