// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/// A body whose sender must keep up: what is waited for bytes is counted, and [#isTooSlow] says
/// when it is more than a client may take. The time that this mirror itself takes is not. Read by
/// one thread, asked by another.
final class PatientBody extends FilterInputStream {
    /// Before anybody is too slow.
    static final Duration GRACE = Duration.ofSeconds(5);

    /// In all.
    static final Duration MOST = Duration.ofMinutes(2);

    /// Each second of waiting beyond the grace must have brought as many bytes.
    static final long BYTES_PER_SECOND = 16 * 1024;

    private final LongSupplier nanos;
    private final long most;
    private long waited;
    private long since;
    private boolean waiting;
    private long bytes;

    /// @param most bytes; behind them the body has ended
    PatientBody(InputStream body, long most, LongSupplier nanos) {
        super(body);
        this.most = most;
        this.nanos = nanos;
    }

    /// Whether the sender took longer than it may.
    synchronized boolean isTooSlow() {
        long taken = waited + (waiting ? nanos.getAsLong() - since : 0);
        long allowed = GRACE.toNanos() + bytes * 1_000_000_000L / BYTES_PER_SECOND;
        return taken > Math.min(allowed, MOST.toNanos());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int fits = begin(length);
        if (fits == 0 && length > 0) {
            return -1;
        }
        int read = 0;
        try {
            read = super.read(target, from, fits);
            return read;
        } finally {
            end(read);
        }
    }

    private synchronized int begin(int length) {
        waiting = true;
        since = nanos.getAsLong();
        return (int) Math.min(length, most - bytes);
    }

    private synchronized void end(int read) {
        waited += nanos.getAsLong() - since;
        waiting = false;
        bytes += Math.max(0, read);
    }
}
