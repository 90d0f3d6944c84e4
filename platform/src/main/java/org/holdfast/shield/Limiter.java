// SPDX-License-Identifier: Apache-2.0
package org.holdfast.shield;

import java.util.Optional;

/// Decides who may come in. Knows nothing of HTTP. Thread-safe.
public interface Limiter {
    /// A ticket when there is room now or soon; empty when there is not.
    Optional<Ticket> tryEnter();

    /// What is going on, for the operator.
    Load load();

    /// To be closed, once, by whoever leaves.
    interface Ticket extends AutoCloseable {
        @Override
        void close();
    }

    /// A moment of the limiter.
    ///
    /// @param admitted since start
    /// @param refused since start
    record Load(int inside, int waiting, int capacity, long admitted, long refused) {}
}
