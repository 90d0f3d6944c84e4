// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// The right to be the only one of its name in a database, held by one connection of its own.
/// Transactions that need the right run on that very connection: when the connection is lost the
/// right is lost, and nothing under way can commit any more. Thread-safe (one at a time).
public interface Fence extends AutoCloseable {
    /// Takes the right of this name once nobody else holds it; looks five times a second, as long
    /// as it takes.
    ///
    /// @throws IllegalStateException when told to stop meanwhile
    static Fence await(Database database, String name) {
        while (true) {
            Optional<Fence> turn = database.fence(name);
            if (turn.isPresent()) {
                return turn.get();
            }
            try {
                Thread.sleep(Duration.ofMillis(200));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped while another has the turn", stop);
            }
        }
    }

    /// Runs `work` in a transaction on the connection that holds the right.
    ///
    /// @throws DatabaseFault with `FENCE_LOST` when the right is gone; take a new fence then. With
    ///   `NO_CONNECTION` when nothing was done because no commit would be answered now; the right
    ///   is still held
    <T> T inTransaction(Function<Tx, T> work);

    /// Whether the connection still answers and thus holds the right, at this moment.
    boolean held();

    @Override
    void close();
}
