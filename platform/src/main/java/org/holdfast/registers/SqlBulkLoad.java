// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.database.Database;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.EntryDraft;
import tools.jackson.databind.node.ObjectNode;

/// Loads by COPY. A crash after the data keys are durable and before the commit leaves keys that
/// open nothing: harmless. The search indexes are dropped by the first batch and made again at the
/// end, which is several times cheaper than keeping them up; nobody searches while loading.
final class SqlBulkLoad implements BulkLoad {
    private static final String BY = "demo";
    private static final int OID_INT4 = 23;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /// One minute: a follower that far behind is a fault, and not worth holding up the start.
    private static final int MOST_LOOKS = 3_000;

    private static final List<String> INDEXES =
            List.of("search_grams", "search_name", "search_second", "search_birth");
    private static final List<String> MAKE_INDEXES =
            List.of(
                    "create index if not exists search_grams on registers.search using gin (grams)",
                    "create index if not exists search_name on registers.search (office, name_key)",
                    "create index if not exists search_second"
                            + " on registers.search (office, second_key)",
                    "create index if not exists search_birth on registers.search (office, birth)");

    private final Database database;
    private final Keys keys;
    private final CentralJournal journal;
    private final InstantSource clock;
    private final AtomicBoolean dropped = new AtomicBoolean();
    private final Map<String, Hash> last = new ConcurrentHashMap<>();

    SqlBulkLoad(Database database, Keys keys, CentralJournal journal, InstantSource clock) {
        this.database = database;
        this.keys = keys;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public Progress begin(String name, String plan) {
        return database.inTransaction(tx -> {
            tx.jdbc()
                    .sql(
                            "insert into registers.bulk_load (name, plan, done, rows)"
                                    + " values (:name, :plan, 0, 0) on conflict do nothing")
                    .param("name", name)
                    .param("plan", plan)
                    .update();
            String begun =
                    tx.jdbc()
                            .sql("select plan from registers.bulk_load where name = :name")
                            .param("name", name)
                            .query(String.class)
                            .single();
            if (!begun.equals(plan)) {
                throw new IllegalArgumentException(
                        "load " + name + ": expected plan " + plan + ", found " + begun);
            }
            return tx.jdbc()
                    .sql("select done, rows from registers.bulk_load where name = :name")
                    .param("name", name)
                    .query((row, n) -> new Progress(row.getLong(1), row.getLong(2)))
                    .single();
        });
    }

    private record Row(
            RecordEntry entry,
            String canonical,
            RecordVersion.RecordKeys keys,
            Optional<SearchRow> search,
            EntryDraft draft) {}

    private record Written(Row row, Hash leaf) {}

    @Override
    public void load(String name, List<NewRecord> batch, long done) {
        if (dropped.compareAndSet(false, true)) {
            database.transact(tx ->
                    INDEXES.forEach(index ->
                            tx.jdbc().sql("drop index if exists registers." + index).update()));
        }
        List<Row> rows = rows(batch);
        awaitSealed(name);
        List<Hash> leaves =
                database.inTransaction(tx -> {
                    List<EntryDraft> drafts = rows.stream().map(Row::draft).toList();
                    List<Hash> appended = journal.appendAll(tx, drafts);
                    write(tx, rows, appended);
                    advance(tx, name, batch.size(), done);
                    return appended;
                });
        last.put(name, leaves.getLast());
    }

    /// Loading must not run away from the sequencer: a batch waits for the one before it.
    private void awaitSealed(String name) {
        Hash before = last.get(name);
        if (before != null) {
            journal.sealed(before).join();
        }
    }

    private void write(Tx tx, List<Row> rows, List<Hash> leaves) {
        List<Written> written = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            written.add(new Written(rows.get(i), leaves.get(i)));
        }
        copy(tx, written);
        copySearch(tx, written);
    }

    private static void advance(Tx tx, String name, int rows, long done) {
        int moved =
                tx.jdbc()
                        .sql(
                                "update registers.bulk_load set done = :done, rows = rows + :n"
                                        + " where name = :name and done < :done")
                        .param("done", done)
                        .param("n", rows)
                        .param("name", name)
                        .update();
        if (moved == 0) {
            throw new IllegalStateException("load " + name + ": not begun, or not going forward");
        }
    }

    private List<Row> rows(List<NewRecord> batch) {
        int persons = (int) batch.stream().filter(record -> record.ref().person()).count();
        List<DataKey> made = keys.dataKeys().createAll(batch.size() + persons);
        Instant now = clock.instant();
        List<Row> rows = new ArrayList<>(batch.size());
        int key = 0;
        for (NewRecord record : batch) {
            DataKey own = made.get(key++);
            boolean person = record.ref().person();
            Optional<DataKey> papers = person ? Optional.of(made.get(key++)) : Optional.empty();
            rows.add(row(record, now, own, papers));
        }
        return rows;
    }

    private Row row(NewRecord record, Instant now, DataKey own, Optional<DataKey> papers) {
        RecordEntry entry =
                new RecordEntry(
                        record.ref(),
                        record.office(),
                        1,
                        record.validFrom(),
                        now,
                        BY,
                        record.facts());
        ObjectNode content = entry.content();
        EntryDraft draft =
                new EntryDraft(
                        RecordEntry.TYPE,
                        record.office(),
                        RecordNames.entity(keys.handles(), record.ref()),
                        1,
                        Optional.empty(),
                        Optional.of(own),
                        content,
                        Optional.empty());
        return new Row(
                entry,
                CanonicalJson.text(content),
                new RecordVersion.RecordKeys(own.id(), papers.map(DataKey::id)),
                record.ref().person()
                        ? Optional.of(SearchRow.of(record.office().value(), record.facts()))
                        : Optional.empty(),
                draft);
    }

    private void copy(Tx tx, List<Written> rows) {
        tx.copyIn(
                "registers.record",
                List.of(
                        "id",
                        "register",
                        "office",
                        "version",
                        "leaf",
                        "subject",
                        "record_key",
                        "papers_key"),
                rows,
                (out, written) -> {
                    RecordEntry entry = written.row().entry();
                    RecordVersion.RecordKeys both = written.row().keys();
                    out.uuid(entry.ref().id())
                            .text(entry.ref().register())
                            .text(entry.office().value())
                            .int8(1L)
                            .bytes(written.leaf().bytes())
                            .text(entry.ref().person() ? subject(entry) : null)
                            .bytes(both.record().bytes())
                            .bytes(both.papers().isPresent() ? both.papers().get().bytes() : null);
                });
        tx.copyIn(
                "registers.version",
                List.of(
                        "record",
                        "version",
                        "office",
                        "canonical",
                        "valid_from",
                        "entered_at",
                        "entered_by",
                        "leaf"),
                rows,
                (out, written) -> {
                    RecordEntry entry = written.row().entry();
                    out.uuid(entry.ref().id())
                            .int8(1L)
                            .text(entry.office().value())
                            .bytes(written.row().canonical().getBytes(StandardCharsets.UTF_8))
                            .date(entry.validFrom())
                            .instant(entry.enteredAt())
                            .text(entry.enteredBy())
                            .bytes(written.leaf().bytes());
                });
    }

    private void copySearch(Tx tx, List<Written> rows) {
        tx.copyIn(
                "registers.search",
                List.of(
                        "record",
                        "register",
                        "office",
                        "subject",
                        "name",
                        "second",
                        "birth",
                        "address",
                        "restricted",
                        "status",
                        "name_key",
                        "second_key",
                        "folded",
                        "grams"),
                rows.stream().filter(written -> written.row().search().isPresent()).toList(),
                (out, written) -> {
                    RecordEntry entry = written.row().entry();
                    SearchRow search = written.row().search().orElseThrow();
                    out.uuid(entry.ref().id())
                            .text(entry.ref().register())
                            .text(entry.office().value())
                            .text(subject(entry))
                            .text(search.name())
                            .text(search.second())
                            .date(search.birth())
                            .text(search.address())
                            .bool(search.restricted())
                            .text(search.status())
                            .text(search.nameKey())
                            .text(search.secondKey())
                            .text(search.folded())
                            .bytes(binaryArray(search.grams()));
                });
    }

    private String subject(RecordEntry entry) {
        return RecordNames.subject(keys.handles(), entry.ref()).value();
    }

    /// The binary form of `integer[]` (PostgreSQL, array_send): dimensions, nulls, type, then each.
    private static byte[] binaryArray(List<Integer> values) {
        ByteBuffer out = ByteBuffer.allocate(20 + 8 * values.size());
        out.putInt(1).putInt(0).putInt(OID_INT4).putInt(values.size()).putInt(1);
        values.forEach(value -> out.putInt(4).putInt(value));
        return out.array();
    }

    @Override
    public void finish() {
        last.keySet().forEach(this::awaitSealed);
        if (last.isEmpty() && indexes() == INDEXES.size()) {
            return;
        }
        database.transact(tx -> {
            tx.jdbc().sql("set local maintenance_work_mem = '256MB'").update();
            MAKE_INDEXES.forEach(sql -> tx.jdbc().sql(sql).update());
        });
        dropped.set(false);
        awaitPlaces();
        last.clear();
        for (String table : List.of("record", "version", "place", "search")) {
            database.jdbc().sql("vacuum (analyze) registers." + table).update();
        }
    }

    private long indexes() {
        return database.jdbc()
                .sql(
                        "select count(*) from pg_indexes where schemaname = 'registers'"
                                + " and indexname in (:names)")
                .param("names", INDEXES)
                .query(Long.class)
                .single();
    }

    /// The follower is some milliseconds behind the seal; what is loaded should be issuable at
    /// once.
    private void awaitPlaces() {
        for (Hash leaf : last.values()) {
            for (int look = 0; look < MOST_LOOKS && !placed(leaf); look++) {
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
        }
    }

    private boolean placed(Hash leaf) {
        return database.jdbc()
                .sql("select exists (select 1 from registers.place where leaf = :leaf)")
                .param("leaf", leaf.bytes())
                .query(Boolean.class)
                .single();
    }
}
