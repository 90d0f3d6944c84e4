// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Duration;
import java.util.Optional;

/// Who gives entries of the central journal their index: this process alone, or one of several
/// nodes in turn. Thread-safe.
interface Sequencing extends AutoCloseable {
    /// Says that rows may wait.
    void wake();

    /// Whether this node sequences now.
    boolean here();

    /// Why it sequences, or follows, no more; empty while it does. A write that failed is mended by
    /// the next start, everything else by a person.
    Optional<Throwable> stopped();

    /// What keeps it from sequencing or following, and since when; empty when all is well.
    Optional<Trouble> trouble();

    /// Something that was tried and did not work, and is tried again unless it has stopped.
    ///
    /// @param words in English, about nobody
    /// @param since nanoseconds of this process
    record Trouble(String words, long since) {
        Duration age() {
            return Duration.ofNanos(System.nanoTime() - since);
        }
    }

    /// Seals what waits, as far as that can be done now, then lets go.
    @Override
    void close();
}
