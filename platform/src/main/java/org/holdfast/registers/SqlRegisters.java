// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.Keys;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.JournalFiles;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.StoredEntry;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// Registers in PostgreSQL, read from the own copy while that does not answer. A version, its entry
/// and the new head of the record are one transaction: a crash before its commit leaves nothing of
/// them, a crash after it leaves all.
final class SqlRegisters implements Registers {
    private final Database database;
    private final Keys keys;
    private final CentralJournal journal;
    private final JournalFiles files;
    private final InstantSource clock;

    private final SqlReads primary;
    private final CommittedWatch watch;
    private final Optional<OwnCopy> copy;

    /// @param watch says how far this node's files are behind the database
    /// @param copy what is read while the database does not answer
    SqlRegisters(
            Database database,
            Keys keys,
            Ledger ledger,
            InstantSource clock,
            CommittedWatch watch,
            Optional<OwnCopy> copy) {
        this.watch = watch;
        this.database = database;
        this.keys = keys;
        this.journal = ledger.central();
        this.files = ledger.files();
        this.clock = clock;
        this.primary = new SqlReads(database::reads);
        this.copy = copy;
    }

    @Override
    public <T> T read(Function<Reading, T> work) {
        try {
            return database.pulse().ask(() -> work.apply(new Reading(primary, watch.primary())));
        } catch (DatabaseFault silent) {
            if (silent.code() != DatabaseFault.Code.NO_CONNECTION) {
                throw silent;
            }
            OwnCopy own = copy.orElseThrow(() -> silent);
            return own.read(work).orElseThrow(() -> own.cannot(silent));
        }
    }

    @Override
    public <T> Optional<T> readCopy(Function<Reading, T> work) {
        return copy.flatMap(own -> own.read(work));
    }

    private <T> T steady(Function<RegisterReads, T> work) {
        return read(reading -> work.apply(reading.reads()));
    }

    @Override
    public Optional<RecordVersion> current(RecordRef ref) {
        return steady(reads -> reads.current(ref));
    }

    @Override
    public Optional<RecordVersion> asOf(RecordRef ref, Position point) {
        return steady(reads -> reads.asOf(ref, point));
    }

    @Override
    public List<RecordVersion> history(RecordRef ref) {
        return steady(reads -> reads.history(ref));
    }

    @Override
    public Optional<HouseholdView> household(RecordRef person) {
        return steady(reads -> reads.household(person));
    }

    @Override
    public Optional<HouseholdView> household(RecordRef person, Position point) {
        return steady(reads -> reads.household(person, point));
    }

    @Override
    public SearchPage search(OfficeCode office, String query, int limit, int page) {
        return steady(reads -> reads.search(office, query, limit, page));
    }

    @Override
    public List<SearchHit> arrivals(String register, String name, LocalDate birth) {
        return steady(reads -> reads.arrivals(register, name, birth));
    }

    @Override
    public Optional<RecordRef> byHandle(SubjectHandle subject) {
        return steady(reads -> reads.byHandle(subject));
    }

    @Override
    public Optional<Acceptance> acceptance(Handle operation) {
        return steady(reads -> reads.acceptance(operation));
    }

    /// What is not in the files is not signed yet, as far as this node knows.
    @Override
    public Acceptance.Known accepted(Hash leaf) {
        Optional<StoredEntry> entry;
        try {
            entry = files.byLeaf(leaf);
        } catch (JournalFault | JournalRefusal unreadable) {
            // the person's page must not fail for want of a number
            entry = Optional.empty();
        }
        if (entry.isEmpty()) {
            return new Acceptance.Known.Follows();
        }
        Optional<Handle> operation = entry.get().leaf().operation();
        if (operation.isEmpty()) {
            return new Acceptance.Known.None();
        }
        return acceptance(operation.get())
                .<Acceptance.Known>map(Acceptance.Known.Given::new)
                .orElseGet(Acceptance.Known.Follows::new);
    }

    @Override
    public long count(OfficeCode office, String register) {
        return steady(reads -> reads.count(office, register));
    }

    @Override
    public long count(String register) {
        return steady(reads -> reads.count(register));
    }

    @Override
    public Optional<RecordVersion> lock(Tx tx, RecordRef ref) {
        // Two statements: locking inside the join would read the version from before the wait.
        boolean known =
                tx.jdbc()
                        .sql("select id from registers.record where id = :id for update")
                        .param("id", ref.id())
                        .query(UUID.class)
                        .optional()
                        .isPresent();
        return known ? SqlVersions.one(tx.jdbc(), ref, null, "") : Optional.empty();
    }

    @Override
    public Entering enter(Tx tx, Change change) {
        RecordRef ref = change.ref();
        Optional<RecordVersion> before = lock(tx, ref);
        long found = before.map(RecordVersion::version).orElse(0L);
        if (change.expected() > 0 && before.isEmpty()) {
            return new Entering.Unknown(ref);
        }
        if (found != change.expected()) {
            return new Entering.Stale(change.expected(), found);
        }
        DataKey key = before.map(version -> living(version.keys().record())).orElseGet(this::fresh);
        RecordVersion.RecordKeys both =
                before.map(RecordVersion::keys).orElseGet(() -> begun(ref, key));
        RecordEntry entry =
                new RecordEntry(
                        ref,
                        change.office(),
                        found + 1,
                        change.validFrom(),
                        clock.instant(),
                        change.by(),
                        change.facts(),
                        found == 0 ? both.papers() : Optional.empty(),
                        change.about());
        ObjectNode content = entry.content();
        entry.papersKey().ifPresent(made -> journal.carry(tx, List.of(made)));
        Hash leaf =
                journal.append(
                        tx,
                        new EntryDraft(
                                RecordEntry.TYPE,
                                change.office(),
                                entity(ref),
                                entry.version(),
                                before.map(RecordVersion::leaf),
                                Optional.of(key),
                                content,
                                change.operation()));
        SqlRows.write(tx, entry, leaf, both, subjectOf(ref));
        return new Entering.Entered(version(entry, content, leaf, both));
    }

    private static RecordVersion version(
            RecordEntry entry, ObjectNode content, Hash leaf, RecordVersion.RecordKeys keys) {
        RecordEntry own = RecordEntry.read(CanonicalJson.parse(CanonicalJson.bytes(content)));
        return new RecordVersion(
                entry.ref(),
                entry.office(),
                entry.version(),
                own.facts(),
                entry.validFrom(),
                entry.enteredAt(),
                entry.enteredBy(),
                leaf,
                Optional.empty(),
                keys);
    }

    private DataKey fresh() {
        return keys.dataKeys().create();
    }

    private DataKey living(KeyId id) {
        return keys.dataKeys()
                .find(id)
                .orElseThrow(() ->
                        keys.dataKeys().erasure(id).isPresent()
                                ? new IllegalStateException("the key of this record was erased")
                                : new DatabaseFault(
                                        DatabaseFault.Code.NO_CONNECTION,
                                        "the key of a record has not come here yet"));
    }

    private RecordVersion.RecordKeys begun(RecordRef ref, DataKey record) {
        return new RecordVersion.RecordKeys(
                record.id(), ref.person() ? Optional.of(fresh().id()) : Optional.empty());
    }

    private Optional<SubjectHandle> subjectOf(RecordRef ref) {
        return ref.person() ? Optional.of(subject(ref)) : Optional.empty();
    }

    @Override
    public SubjectHandle subject(RecordRef person) {
        return RecordNames.subject(keys.handles(), person);
    }

    @Override
    public Handle entity(RecordRef ref) {
        return RecordNames.entity(keys.handles(), ref);
    }
}
