// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.database.Database;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.EntryImport;
import org.holdfast.ledger.Ledger;

/// The registers of an office, opened upon its database, keys and ledger: the faces of this module
/// and the threads that learn positions and give numbers. Close it before the ledger. Thread-safe.
public final class RegistersSession implements AutoCloseable {
    private final Registers registers;
    private final Looks looks;
    private final ErasedRecords erasedRecords;
    private final BulkLoad bulkLoad;
    private final Fold fold;
    private final PositionFollower follower;
    private final NumberFollower numbers;
    private final CommittedWatch watch;
    private final Optional<OwnCopy> copy;
    private final Database database;
    private final CentralJournal journal;

    private RegistersSession(
            Database database,
            Keys keys,
            Ledger ledger,
            InstantSource clock,
            CommittedWatch watch,
            Optional<OwnCopy> copy) {
        this.watch = watch;
        this.copy = copy;
        this.database = database;
        this.journal = ledger.central();
        this.registers = new SqlRegisters(database, keys, ledger, clock, watch, copy);
        this.looks = new JournalLooks(registers, ledger.node(), keys, clock);
        this.erasedRecords = new SqlErasedRecords(database, keys.handles());
        this.bulkLoad = new SqlBulkLoad(database, keys, ledger.central(), clock);
        this.fold = new Fold(database, ledger.central(), keys.handles());
        this.follower = new PositionFollower(database, ledger);
        this.numbers = new NumberFollower(database, ledger, clock);
    }

    /// Opens without a copy of its own and starts to follow the journal; the schema must be
    /// migrated.
    public static RegistersSession open(
            Database database, Keys keys, Ledger ledger, InstantSource clock) {
        return open(new RegistersSettings(Optional.empty()), database, keys, ledger, clock);
    }

    /// The same, with this node's own copy where the settings say so.
    public static RegistersSession open(
            RegistersSettings settings,
            Database database,
            Keys keys,
            Ledger ledger,
            InstantSource clock) {
        CommittedWatch watch = new CommittedWatch(database, ledger.central(), clock);
        Optional<OwnCopy> copy =
                settings.copy()
                        .map(folder ->
                                new OwnCopy(folder, watch, ledger.files(), keys.handles(), clock));
        RegistersSession session = new RegistersSession(database, keys, ledger, clock, watch, copy);
        session.follower.start();
        session.numbers.start();
        watch.start();
        copy.ifPresent(OwnCopy::start);
        return session;
    }

    /// Brings registers that end below the journal level with it.
    public static EntryImport imports(Database database, Keys keys) {
        return new RegisterImport(database, keys);
    }

    /// For tests: the central journal.
    CentralJournal journal() {
        return journal;
    }

    public Registers registers() {
        return registers;
    }

    /// Finding somebody of another office.
    public Arrivals arrivals() {
        return registers::arrivals;
    }

    /// Whether this node may begin to serve: once since its start it had everything that the
    /// database had committed, or the database is away and the own copy holds what the files hold.
    public boolean isReady() {
        return watch.heardSinceStart()
                || (database.pulse().isAway() && copy.filter(OwnCopy::isCurrent).isPresent());
    }

    /// How long ago this node last had everything that the database had committed, when that is so
    /// long ago that papers say so though the database answers.
    public Optional<Duration> behind() {
        Reading.Source source = watch.primary();
        return source.isNow() || database.pulse().isAway()
                ? Optional.empty()
                : Optional.of(source.age());
    }

    /// For tests: the own copy itself.
    Optional<OwnCopy> copy() {
        return copy;
    }

    /// No numbers are given, though it is this node's turn to give them.
    ///
    /// @param why in words, without personal data
    public record NoNumbers(Instant since, String why) {}

    /// Why no numbers are given, when a person should know.
    public Optional<NoNumbers> noNumbers() {
        return numbers.trouble().map(one -> new NoNumbers(one.since(), one.why()));
    }

    /// How the own copy stands; empty where there is none.
    public Optional<CopyState> copyState() {
        return copy.map(OwnCopy::state);
    }

    public Looks looks() {
        return looks;
    }

    public ErasedRecords erasedRecords() {
        return erasedRecords;
    }

    public BulkLoad bulkLoad() {
        return bulkLoad;
    }

    public Fold fold() {
        return fold;
    }

    @Override
    public void close() {
        copy.ifPresent(OwnCopy::close);
        watch.close();
        numbers.close();
        follower.close();
    }
}
