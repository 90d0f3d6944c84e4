// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.database.Database;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.EntryDraft;
import tools.jackson.databind.node.ObjectNode;

/// Loads by COPY. A crash after the data keys are durable and before the commit leaves keys that
/// open nothing: harmless. The search indexes are dropped by the first batch and made again at the
/// end, which is several times cheaper than keeping them up; nobody searches while loading.
final class SqlBulkLoad implements BulkLoad {
    private static final String BY = "demo";

    /// Until the journal has closed the entry.
    private static final Hash NO_LEAF = Hash.of(new byte[Hash.LENGTH]);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /// One minute: a follower that far behind is a fault, and not worth holding up the start.
    private static final int MOST_LOOKS = 3_000;

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

    private record Draft(VersionRows.Row row, EntryDraft draft) {}

    @Override
    public void load(String name, List<NewRecord> batch, long done) {
        List<NewRecord> fresh = fresh(batch);
        if (fresh.isEmpty()) {
            database.transact(tx -> advance(tx, name, 0, done));
            return;
        }
        if (dropped.compareAndSet(false, true)) {
            database.transact(VersionRows::dropIndexes);
        }
        List<Draft> drafts = drafts(fresh);
        awaitSealed(name);
        List<Hash> leaves =
                database.inTransaction(tx -> {
                    journal.carry(
                            tx,
                            drafts.stream()
                                    .flatMap(draft -> draft.row().keys().papers().stream())
                                    .toList());
                    List<Hash> appended =
                            journal.appendAll(tx, drafts.stream().map(Draft::draft).toList());
                    write(tx, drafts, appended);
                    advance(tx, name, fresh.size(), done);
                    return appended;
                });
        last.put(name, leaves.getLast());
    }

    /// What is not in the register yet and was not erased: after a rebuild the records are there,
    /// and only the load's own bookkeeping begins anew.
    private List<NewRecord> fresh(List<NewRecord> batch) {
        List<UUID> ids = batch.stream().map(record -> record.ref().id()).toList();
        Set<UUID> there =
                ids.isEmpty()
                        ? Set.of()
                        : new HashSet<>(
                                database.jdbc()
                                        .sql("select id from registers.record where id in (:ids)")
                                        .param("ids", ids)
                                        .query(UUID.class)
                                        .list());
        Set<Handle> erased = erased();
        return batch.stream()
                .filter(record -> !there.contains(record.ref().id()))
                .filter(record ->
                        erased.isEmpty()
                                || !erased.contains(
                                        RecordNames.entity(keys.handles(), record.ref())))
                .toList();
    }

    /// Few.
    private Set<Handle> erased() {
        return new HashSet<>(
                database.jdbc()
                        .sql("select distinct entity from registers.erased")
                        .query((row, _) -> Handle.of(row.getBytes(1)))
                        .list());
    }

    /// Loading must not run away from the sequencer: a batch waits for the one before it.
    private void awaitSealed(String name) {
        Hash before = last.get(name);
        if (before != null) {
            journal.sealed(before).join();
        }
    }

    private static void write(Tx tx, List<Draft> drafts, List<Hash> leaves) {
        List<VersionRows.Row> rows = new ArrayList<>(drafts.size());
        for (int i = 0; i < drafts.size(); i++) {
            VersionRows.Row row = drafts.get(i).row();
            rows.add(
                    new VersionRows.Row(
                            row.entry(),
                            row.canonical(),
                            leaves.get(i),
                            row.keys(),
                            row.subject(),
                            row.search()));
        }
        VersionRows.versions(tx, rows);
        VersionRows.heads(tx, rows);
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

    private List<Draft> drafts(List<NewRecord> batch) {
        int persons = (int) batch.stream().filter(record -> record.ref().person()).count();
        List<DataKey> made = keys.dataKeys().createAll(batch.size() + persons);
        Instant now = clock.instant();
        List<Draft> drafts = new ArrayList<>(batch.size());
        int key = 0;
        for (NewRecord record : batch) {
            DataKey own = made.get(key++);
            boolean person = record.ref().person();
            Optional<DataKey> papers = person ? Optional.of(made.get(key++)) : Optional.empty();
            drafts.add(draft(record, now, own, papers));
        }
        return drafts;
    }

    private Draft draft(NewRecord record, Instant now, DataKey own, Optional<DataKey> papers) {
        RecordRef ref = record.ref();
        RecordEntry entry =
                new RecordEntry(
                        ref,
                        record.office(),
                        1,
                        record.validFrom(),
                        now,
                        BY,
                        record.facts(),
                        papers.map(DataKey::id),
                        Optional.empty());
        ObjectNode content = entry.content();
        EntryDraft draft =
                new EntryDraft(
                        RecordEntry.TYPE,
                        record.office(),
                        RecordNames.entity(keys.handles(), ref),
                        1,
                        Optional.empty(),
                        Optional.of(own),
                        content,
                        Optional.empty());
        Optional<SubjectHandle> subject =
                ref.person()
                        ? Optional.of(RecordNames.subject(keys.handles(), ref))
                        : Optional.empty();
        VersionRows.Row row =
                new VersionRows.Row(
                        entry,
                        CanonicalJson.bytes(content),
                        NO_LEAF,
                        new RecordVersion.RecordKeys(own.id(), papers.map(DataKey::id)),
                        subject,
                        subject.map(_ -> SearchRow.of(record.office().value(), record.facts())));
        return new Draft(row, draft);
    }

    @Override
    public void finish() {
        last.keySet().forEach(this::awaitSealed);
        if (last.isEmpty() && indexes() == VersionRows.INDEXES.size()) {
            return;
        }
        database.transact(VersionRows::makeIndexes);
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
                .param("names", VersionRows.INDEXES)
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
