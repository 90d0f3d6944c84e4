// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Pulse;
import org.holdfast.database.Tx;

/// How long one change may take, from its first read: three seconds. Then the answer is a refusal
/// with the operation's id: the change was not taken, or nobody knows yet, and the same id asks.
/// One use, one thread.
final class ChangeDeadline {
    private static final Duration AT_MOST = Duration.ofSeconds(3);

    /// A transaction that waited for its reads gets at least this.
    private static final Duration LEAST = Duration.ofMillis(500);

    private final long began = System.nanoTime();
    private boolean entered;

    /// Runs the transaction in the time that is left.
    <T> T run(Database database, Function<Tx, T> work) {
        Duration left = AT_MOST.minusNanos(System.nanoTime() - began);
        T answer = database.inTime(left.compareTo(LEAST) < 0 ? LEAST : left, work);
        entered = true;
        return answer;
    }

    /// What a fault means for whoever asked for the change; empty for a fault that is none of the
    /// database's silence.
    Optional<Refusal> refusal(RuntimeException fault, OperationId operation) {
        boolean unknown =
                fault instanceof DatabaseFault one
                        && one.code() == DatabaseFault.Code.COMMIT_UNKNOWN;
        // Whoever holds a lock for so long may go on holding it: nothing was done here.
        boolean locked = Pulse.isLocked(fault);
        boolean silent = Pulse.isSilence(fault);
        if (unknown || (entered && silent)) {
            return Optional.of(
                    Refusal.of(Refusal.Code.OUTCOME_UNKNOWN, "operation", operation.value()));
        }
        return silent || locked
                ? Optional.of(
                        Refusal.of(Refusal.Code.CHANGES_NOT_TAKEN, "operation", operation.value()))
                : Optional.empty();
    }
}
