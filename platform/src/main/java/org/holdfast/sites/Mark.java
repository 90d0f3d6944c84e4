// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Where the results of one link, direction and size are kept, in memory. Thread-safe.
final class Mark {
    private final Link.Kind kind;
    private final String from;
    private final String to;
    private final Link.Size size;

    @GuardedBy("this")
    private Link now;

    Mark(Link.Kind kind, String from, String to, Link.Size size) {
        this.kind = kind;
        this.from = from;
        this.to = to;
        this.size = size;
        this.now = new Link(kind, from, to, size, Optional.empty(), 0, 0, Duration.ZERO);
    }

    Link.Size size() {
        return size;
    }

    synchronized void ok(Instant at, Duration latency) {
        now = new Link(kind, from, to, size, Optional.of(at), 0, 0, latency);
    }

    /// Nothing came back in time, or the connection broke.
    synchronized void lost() {
        now = failed(now.lost() + 1);
    }

    /// The other end answered, and did not do it.
    synchronized void refused() {
        now = failed(0);
    }

    @GuardedBy("this")
    private Link failed(int lost) {
        return new Link(
                kind, from, to, size, now.lastOk(), now.failures() + 1, lost, now.latency());
    }

    synchronized Link link() {
        return now;
    }
}
