// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/// Which of two sites that are left behind is fetched anew first: a key of etcd that names it, for
/// one lease at a time. Its watcher keeps it while the copy is made, an hour at most, so that a
/// site that dies meanwhile frees it when the lease ends. Not thread-safe.
final class FetchTurn implements LeftBehind.Turn {
    static final Duration LEASE = Duration.ofMinutes(1);

    private static final Duration LONGEST = Duration.ofHours(1);

    private final EtcdClient etcd;
    private final String key;
    private final String site;
    private final Duration lease;
    private final LongSupplier nanos;

    /// Whether etcd may name this site: at first, since a watcher that died may have left it so.
    private boolean mayBeOurs = true;

    private OptionalLong since = OptionalLong.empty();
    private OptionalLong kept = OptionalLong.empty();

    /// @param lease in whole seconds
    FetchTurn(EtcdClient etcd, String key, String site, Duration lease, LongSupplier nanos) {
        this.etcd = etcd;
        this.key = key;
        this.site = site;
        this.lease = lease;
        this.nanos = nanos;
    }

    @Override
    public boolean isTaken() throws IOException {
        Optional<String> whose = etcd.get(key);
        int seconds = Math.toIntExact(lease.toSeconds());
        mayBeOurs =
                whose.isEmpty()
                        ? etcd.claim(key, site, seconds)
                        : whose.get().equals(site) && etcd.renew(key, site, seconds);
        since = OptionalLong.of(nanos.getAsLong());
        kept = since;
        return mayBeOurs;
    }

    @Override
    public void keep() throws IOException {
        if (!mayBeOurs || isWithin(kept, lease.dividedBy(4))) {
            return;
        }
        long now = nanos.getAsLong();
        if (since.isEmpty()) {
            since = OptionalLong.of(now);
        }
        mayBeOurs =
                isWithin(since, LONGEST)
                        && etcd.renew(key, site, Math.toIntExact(lease.toSeconds()));
        kept = OptionalLong.of(now);
    }

    private boolean isWithin(OptionalLong at, Duration time) {
        return at.isPresent() && nanos.getAsLong() - at.getAsLong() < time.toNanos();
    }

    @Override
    public void end() throws IOException {
        if (mayBeOurs) {
            etcd.release(key, site);
            mayBeOurs = false;
            since = OptionalLong.empty();
        }
    }
}
