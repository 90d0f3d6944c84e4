// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

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

    /// Seals what waits, as far as that can be done now, then lets go.
    @Override
    void close();
}
