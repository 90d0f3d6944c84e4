// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.holdfast.database.Tx;

/// The two clocks behind a change: this node's, which entries carry, and that of the database,
/// which all nodes ask. Nothing of legal time is entered while they differ: a day in a register and
/// the year of a number stay when the clock is set right. Thread-safe.
record Clocks(InstantSource node, DatabaseClock database) {
    /// As far as they may differ: what was entered a minute from midnight may bear either day.
    static final Duration APART = Duration.ofMinutes(1);

    /// The database's clock.
    @FunctionalInterface
    interface DatabaseClock {
        Instant now(Tx tx);
    }

    static Clocks of(InstantSource node) {
        return new Clocks(
                node,
                tx ->
                        tx.jdbc()
                                .sql("select clock_timestamp()")
                                .query((row, _) -> row.getObject(1, OffsetDateTime.class))
                                .single()
                                .toInstant());
    }

    /// Whether they differ by no more than a minute now.
    boolean agree(Tx tx) {
        return agree(database.now(tx));
    }

    private boolean agree(Instant there) {
        return Duration.between(there, node.instant()).abs().compareTo(APART) <= 0;
    }

    /// The database's time, by which a day is told.
    ///
    /// @throws Undone with `CLOCK_WRONG` when they differ
    Instant agreed(Tx tx) {
        Instant there = database.now(tx);
        if (!agree(there)) {
            throw new Undone(Refusal.of(Refusal.Code.CLOCK_WRONG));
        }
        return there;
    }
}
