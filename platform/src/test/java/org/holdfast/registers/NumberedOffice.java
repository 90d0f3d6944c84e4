// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.database.Database;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.DyingLedger;
import org.holdfast.ledger.Ledger;
import org.holdfast.offices.OfficeCode;
import org.holdfast.testing.TestDatabase;
import org.holdfast.testing.TestKeys;

/// An office whose changes are numbered, started again and again upon one folder. `registers` has
/// no thread that gives numbers: a test gives them itself, or opens a session.
final class NumberedOffice implements AutoCloseable {
    final Path journals;
    final Path copy;
    final Keys keys;
    final DyingLedger power = new DyingLedger();
    private TestDatabase home = TestDatabase.fresh("ledger", "identity", "registers");
    Ledger ledger;
    Registers registers;

    NumberedOffice(Path folder) {
        journals = folder.resolve("journals");
        copy = folder.resolve("copy");
        keys = TestKeys.open(folder);
        ledger = opened();
        registers = reading();
    }

    private Ledger opened() {
        return power.open(journals, database(), keys);
    }

    private Registers reading() {
        InstantSource clock = InstantSource.system();
        return new SqlRegisters(
                database(),
                keys,
                ledger,
                clock,
                new CommittedWatch(database(), ledger.central(), clock),
                Optional.empty());
    }

    Database database() {
        return home.database();
    }

    /// Everything that runs, with its own copy.
    RegistersSession session() {
        return RegistersSession.open(
                new RegistersSettings(Optional.of(copy)),
                database(),
                keys,
                ledger,
                InstantSource.system());
    }

    /// The power is back: the next start upon the same folder and database.
    void startAgain() {
        ledger.close();
        power.arm("");
        ledger = opened();
        registers = reading();
    }

    /// The ledger ends, something happens to the folder or the database, and it starts.
    void startUpon(Runnable meanwhile) {
        ledger.close();
        meanwhile.run();
        ledger = opened();
        registers = reading();
    }

    /// Another, empty database instead of this one; with the ledger closed.
    void takeEmptyDatabase() {
        home.close();
        home = TestDatabase.fresh("ledger", "identity", "registers");
    }

    Handle operation(String name) {
        return keys.handles().of("operation", name);
    }

    /// One change of two records in a transaction, as a move has several.
    Hash change(OfficeCode office, String operation) {
        return database().inTransaction(tx -> change(tx, office, operation));
    }

    Hash change(Tx tx, OfficeCode office, String operation) {
        Hash first = enter(tx, office, operation);
        enter(tx, office, operation);
        return first;
    }

    private Hash enter(Tx tx, OfficeCode office, String operation) {
        RecordRef ref = TestRegisters.person("kr");
        Entering entering =
                registers.enter(
                        tx,
                        new Change(
                                ref,
                                0,
                                office,
                                TestRegisters.korean(ref, "접수", "接受", "1990-01-01"),
                                LocalDate.of(2026, 3, 2),
                                "officer-1",
                                Optional.of(operation(operation))));
        return ((Entering.Entered) entering).version().leaf();
    }

    Hash sealed(Hash leaf) {
        ledger.central().sealed(leaf).join();
        return leaf;
    }

    /// Follows the journal to its end, as the thread of a session does.
    void giveNumbers() {
        int taken;
        do {
            taken = database().inTransaction(tx -> NumberFollower.follow(tx, ledger.central()));
        } while (taken > 0);
    }

    Optional<Long> number(String operation) {
        return registers.acceptance(operation(operation)).map(Acceptance::number);
    }

    /// Waits for a session to give it.
    Acceptance awaitNumber(String operation) {
        for (int look = 0; look < 1_000; look++) {
            Optional<Acceptance> found = registers.acceptance(operation(operation));
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        throw new AssertionError("no number within ten seconds for " + operation);
    }

    /// The registers and the numbers are what the journal says.
    void checkWorld() {
        Fold.Outcome fold = new Fold(database(), ledger.central(), keys.handles()).check();
        assertThat(fold.differences()).isEmpty();
        assertThat(fold.agrees()).as(fold.toString()).isTrue();
    }

    /// All rows, in the order of their numbers.
    List<Numbering.Numbered> rows() {
        return database()
                .inTransaction(tx ->
                        Numbering.DATABASE.all(tx.jdbc()).stream()
                                .sorted(
                                        Comparator.comparing((Numbering.Numbered one) ->
                                                        one.acceptance().office())
                                                .thenComparing(one -> one.acceptance().year())
                                                .thenComparing(one -> one.acceptance().number()))
                                .toList());
    }

    static int year() {
        return TestRegisters.JONGNO.country().legalYear(Instant.now());
    }

    @Override
    public void close() {
        ledger.close();
        keys.close();
        home.close();
    }
}
