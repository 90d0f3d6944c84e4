// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.holdfast.ledger.Head;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Position;

/// Spares a reader of the central journal whose cursor is in the database from asking there while
/// the journal has nothing new. It asks all the same every ten seconds: the database may have been
/// put back, and the cursor with it. For one thread.
final class LevelWith {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    private final Ledger ledger;
    private Optional<Head> level = Optional.empty();
    private long askAt = System.nanoTime();

    LevelWith(Ledger ledger) {
        this.ledger = ledger;
    }

    /// Follows, unless there is nothing new.
    ///
    /// @param step takes what is new, or the oldest part of it, and says how many entries it took
    /// @return how many that were
    int follow(IntSupplier step) {
        Head head = ledger.central().head();
        if (level.equals(Optional.of(head)) && System.nanoTime() - askAt < 0) {
            return 0;
        }
        // Asked before: a head is signed a moment before its entries can be followed.
        boolean whole = isFollowed(head);
        int taken = step.getAsInt();
        if (taken == 0) {
            level = whole ? Optional.of(head) : Optional.empty();
            askAt = System.nanoTime() + ASK_AGAIN.toNanos();
        }
        return taken;
    }

    private boolean isFollowed(Head head) {
        long last = head.size() - 1;
        return last < 1
                || !ledger.files()
                        .after(
                                Optional.of(new Position(head.journal(), head.origin(), last - 1)),
                                1)
                        .isEmpty();
    }

    /// Asks the database at the next step.
    void forget() {
        level = Optional.empty();
    }
}
