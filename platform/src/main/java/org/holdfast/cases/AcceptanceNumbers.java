// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Duration;
import java.util.function.Supplier;
import org.holdfast.database.DatabaseFault;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.keys.Handle;
import org.holdfast.registers.Acceptance;
import org.holdfast.registers.Registers;
import org.springframework.dao.DataAccessException;

/// Acceptance numbers for answers. No answer fails for want of one: a number that cannot be read
/// now follows. Thread-safe.
record AcceptanceNumbers(Registers registers) {
    /// How long the answer to a change waits for its number, once the change is placed: the number
    /// comes some ten milliseconds behind the seal.
    static final Duration WAIT = Duration.ofMillis(300);

    /// Of the change that made an entry.
    Acceptance.Known of(Hash leaf) {
        return read(() -> registers.accepted(leaf));
    }

    /// Of an operation that changed registers.
    Acceptance.Known of(Handle operation) {
        return read(() ->
                registers
                        .acceptance(operation)
                        .<Acceptance.Known>map(Acceptance.Known.Given::new)
                        .orElseGet(Acceptance.Known.Follows::new));
    }

    boolean isGiven(Handle operation) {
        return of(operation) instanceof Acceptance.Known.Given;
    }

    private static Acceptance.Known read(Supplier<Acceptance.Known> known) {
        try {
            return known.get();
        } catch (DatabaseFault | DataAccessException | JournalFault | JournalRefusal notNow) {
            return new Acceptance.Known.Follows();
        }
    }
}
