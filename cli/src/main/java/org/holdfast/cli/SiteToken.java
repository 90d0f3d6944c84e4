// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.holdfast.cluster.SitePlan;

/// What a site shows to the nodes of the others, from the file in which its node renews it; looked
/// at every ten seconds. While the file cannot be read, what it said last. Thread-safe.
final class SiteToken implements Supplier<String> {
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final SitePlan site;
    private final LongSupplier nanos;
    private String token;
    private long readNanos;

    /// @throws IOException when there is none
    SiteToken(SitePlan site, LongSupplier nanos) throws IOException {
        this.site = site;
        this.nanos = nanos;
        this.token =
                site.token()
                        .orElseThrow(
                                () -> new IOException("site " + site.site() + " has no token"));
        this.readNanos = nanos.getAsLong();
    }

    @Override
    public synchronized String get() {
        if (nanos.getAsLong() - readNanos >= AGAIN_NANOS) {
            readNanos = nanos.getAsLong();
            try {
                token = site.token().orElse(token);
            } catch (IOException unreadable) {
                // the one that is known is good for days
            }
        }
        return token;
    }
}
