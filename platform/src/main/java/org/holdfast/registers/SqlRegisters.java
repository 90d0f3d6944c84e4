// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.database.Database;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.Keys;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Position;
import org.holdfast.offices.OfficeCode;
import tools.jackson.databind.node.ObjectNode;

/// Registers in PostgreSQL. A version, its entry and the new head of the record are one
/// transaction: a crash before its commit leaves nothing of them, a crash after it leaves all.
final class SqlRegisters implements Registers {
    private final Database database;
    private final Keys keys;
    private final CentralJournal journal;
    private final InstantSource clock;

    /// More people of one office than this have never been born on one day.
    private static final int SAME_BIRTHDAY = 100;

    private final SqlSearch search;

    SqlRegisters(Database database, Keys keys, CentralJournal journal, InstantSource clock) {
        this.database = database;
        this.keys = keys;
        this.journal = journal;
        this.clock = clock;
        this.search = new SqlSearch(database.jdbc());
    }

    @Override
    public Optional<RecordVersion> current(RecordRef ref) {
        return SqlVersions.one(database.jdbc(), ref, null, "");
    }

    @Override
    public Optional<RecordVersion> asOf(RecordRef ref, Position point) {
        return SqlVersions.one(database.jdbc(), ref, point, "");
    }

    @Override
    public List<RecordVersion> history(RecordRef ref) {
        return SqlVersions.all(database.jdbc(), ref);
    }

    @Override
    public Optional<HouseholdView> household(RecordRef person) {
        return SqlVersions.household(database.jdbc(), person, null);
    }

    @Override
    public Optional<HouseholdView> household(RecordRef person, Position point) {
        return SqlVersions.household(database.jdbc(), person, point);
    }

    @Override
    public SearchPage search(OfficeCode office, String query, int limit, int page) {
        Optional<NumberQuery> number = NumberQuery.of(query);
        return number.isPresent()
                ? byNumber(office, number.get())
                : search.find(office, query, limit, page);
    }

    private SearchPage byNumber(OfficeCode office, NumberQuery sought) {
        List<SearchHit> hits =
                search.find(office, sought.birth().toString(), SAME_BIRTHDAY, 0).hits().stream()
                        .filter(hit ->
                                current(hit.ref())
                                        .map(v -> v.facts().path("number").asString(""))
                                        .filter(sought.number()::equals)
                                        .isPresent())
                        .toList();
        return new SearchPage(hits, false, false);
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
                        found == 0 ? both.papers() : Optional.empty());
        ObjectNode content = entry.content();
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
                .orElseThrow(() -> new IllegalStateException("the key of this record was erased"));
    }

    private RecordVersion.RecordKeys begun(RecordRef ref, DataKey record) {
        return new RecordVersion.RecordKeys(
                record.id(), ref.person() ? Optional.of(fresh().id()) : Optional.empty());
    }

    private Optional<SubjectHandle> subjectOf(RecordRef ref) {
        return ref.person() ? Optional.of(subject(ref)) : Optional.empty();
    }

    @Override
    public Optional<RecordRef> byHandle(SubjectHandle subject) {
        return database.jdbc()
                .sql("select register, id from registers.record" + " where subject = :subject")
                .param("subject", subject.value())
                .query((row, n) -> new RecordRef(row.getString(1), row.getObject(2, UUID.class)))
                .optional();
    }

    @Override
    public SubjectHandle subject(RecordRef person) {
        return RecordNames.subject(keys.handles(), person);
    }

    @Override
    public Handle entity(RecordRef ref) {
        return RecordNames.entity(keys.handles(), ref);
    }

    @Override
    public long count(OfficeCode office, String register) {
        return database.jdbc()
                .sql(
                        "select count(*) from registers.record"
                                + " where office = :o and register = :r")
                .param("o", office.value())
                .param("r", register)
                .query(Long.class)
                .single();
    }

    @Override
    public long count(String register) {
        return database.jdbc()
                .sql("select count(*) from registers.record where register = :r")
                .param("r", register)
                .query(Long.class)
                .single();
    }
}
