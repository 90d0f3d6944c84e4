// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.database.Tx;
import org.holdfast.ledger.Mirroring;

/// The clocks behind a change: this node's, which entries carry; that of the database, which all
/// nodes ask; and those of the other sites. Nothing of legal time is entered by a clock that stands
/// alone: a day in a register and the year of a number stay when it is set right. Thread-safe.
///
/// @param sites what the other sites say of this node's clock
record Clocks(
        InstantSource node, DatabaseClock database, Function<Duration, Mirroring.Clock> sites) {
    /// As far as they may differ: what was entered a minute from midnight may bear either day.
    static final Duration APART = Duration.ofMinutes(1);

    /// The database's clock.
    @FunctionalInterface
    interface DatabaseClock {
        Instant now(Tx tx);
    }

    /// At an office without other sites.
    Clocks(InstantSource node, DatabaseClock database) {
        this(node, database, _ -> Mirroring.Clock.UNKNOWN);
    }

    static Clocks of(InstantSource node, Mirroring sites) {
        return new Clocks(node, Clocks::ask, sites::clock);
    }

    private static Instant ask(Tx tx) {
        return tx.jdbc()
                .sql("select clock_timestamp()")
                .query((row, _) -> row.getObject(1, OffsetDateTime.class))
                .single()
                .toInstant();
    }

    /// Whether an entry by this node's clock may be made now.
    boolean agree(Tx tx) {
        return time(tx).isPresent();
    }

    /// The time by which a day is told: the database's, or this node's where another site confirms
    /// that and the database's is the one that stands alone.
    ///
    /// @throws Undone with `CLOCK_WRONG` when this node's does
    Instant agreed(Tx tx) {
        return time(tx).orElseThrow(() -> new Undone(Refusal.of(Refusal.Code.CLOCK_WRONG)));
    }

    /// On the primary's machine its clock and this node's are one, so the sites are asked too.
    private Optional<Instant> time(Tx tx) {
        Instant there = database.now(tx);
        Instant here = node.instant();
        boolean near = Duration.between(there, here).abs().compareTo(APART) <= 0;
        return switch (sites.apply(APART)) {
            case DOUBTED -> Optional.empty();
            case CONFIRMED -> Optional.of(near ? there : here);
            case UNKNOWN -> Optional.of(there).filter(_ -> near);
        };
    }
}
