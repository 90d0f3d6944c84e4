// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.database.Database;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.Keys;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CentralReplay;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.ReplayedEntry;
import org.holdfast.ledger.StateFold;

/// Makes the registers anew from the entries of the central journal, in batches by COPY, in an
/// empty database that nobody else uses. Reading a batch needs no database, so several threads may
/// read batches while another writes those before; otherwise not thread-safe.
///
/// A version whose facts were erased comes back as what the journal still says of it: handle,
/// version and leaf, in `registers.erased`. A record whose newest version was erased has all its
/// versions there: it is found by nobody, and counts in the state digest as before.
public final class RegisterRebuild {
    private static final int MOST_DIFFERENCES = 20;

    private final Database database;
    private final Keys keys;
    private final Map<Handle, KeyId> seen;
    private final Map<Handle, Long> erasedTips = new HashMap<>();
    private final Set<Hash> beforeErased = new HashSet<>();
    private final Set<Integer> origins = new HashSet<>();
    private long versions;
    private long erased;
    private final AtomicLong freshKeys = new AtomicLong();

    /// @param seen papers keys of persons by their handle, from looks in the node journals: entries
    ///   of the first days do not name that key. Who was never looked at gets a new one
    public RegisterRebuild(Database database, Keys keys, Map<Handle, KeyId> seen) {
        this.database = database;
        this.keys = keys;
        this.seen = Map.copyOf(seen);
    }

    /// Entries read, decrypted and compared with their leaves, ready to be written.
    public static final class Batch {
        final List<VersionRows.Row> rows = new ArrayList<>();
        final List<ReplayedEntry> erased = new ArrayList<>();
        final List<ReplayedEntry> placed = new ArrayList<>();
    }

    /// What came back.
    ///
    /// @param records live records
    /// @param versions readable versions
    /// @param erased versions whose facts are gone
    /// @param freshKeys persons who got a new papers key
    /// @param differences between registers and journal, at most 20; empty when they agree
    public record Outcome(
            long records, long versions, long erased, long freshKeys, List<String> differences) {
        public Outcome {
            differences = List.copyOf(differences);
        }
    }

    /// Makes ready an empty schema.
    public void begin() {
        database.transact(tx -> {
            long there =
                    tx.jdbc()
                            .sql("select count(*) from registers.record")
                            .query(Long.class)
                            .single();
            if (there > 0) {
                throw new IllegalStateException(
                        "registers: expected none, found " + there + " records");
            }
            VersionRows.dropIndexes(tx);
        });
    }

    /// Opens entries; those that are no records are passed over.
    ///
    /// @throws LedgerFault with `CORRUPT` or `KEY_MISSING`, naming the entry
    public Batch read(List<ReplayedEntry> entries) {
        Batch batch = new Batch();
        Map<KeyId, DataKey> found =
                keys.dataKeys()
                        .findAll(
                                entries.stream()
                                        .flatMap(entry -> entry.leaf().key().stream())
                                        .toList());
        for (ReplayedEntry entry : entries) {
            if (!entry.leaf().type().equals(RecordEntry.TYPE)) {
                continue;
            }
            if (entry.position().isPresent()) {
                batch.placed.add(entry);
            }
            Optional<byte[]> canonical = entry.canonical(keys.dataKeys(), found);
            if (canonical.isPresent()) {
                batch.rows.add(row(entry, canonical.get()));
            } else {
                batch.erased.add(entry);
            }
        }
        batch.rows.replaceAll(this::withSeenKey);
        freshKeys(batch.rows);
        return batch;
    }

    private VersionRows.Row withSeenKey(VersionRows.Row row) {
        KeyId looked =
                lacksKey(row)
                        ? seen.get(RecordNames.entity(keys.handles(), row.entry().ref()))
                        : null;
        return looked == null ? row : row.withPapers(Optional.of(looked));
    }

    private static boolean lacksKey(VersionRows.Row row) {
        return row.entry().ref().person()
                && row.entry().version() == 1
                && row.keys().papers().isEmpty();
    }

    /// All at once: each commit of the key store waits for the disk.
    private void freshKeys(List<VersionRows.Row> rows) {
        int count = (int) rows.stream().filter(RegisterRebuild::lacksKey).count();
        if (count > 0) {
            Iterator<DataKey> made = keys.dataKeys().createAll(count).iterator();
            rows.replaceAll(
                    row -> lacksKey(row) ? row.withPapers(Optional.of(made.next().id())) : row);
            freshKeys.addAndGet(count);
        }
    }

    private VersionRows.Row row(ReplayedEntry entry, byte[] canonical) {
        RecordEntry record = RecordEntry.read(entry.today(canonical));
        RecordRef ref = record.ref();
        if (!RecordNames.entity(keys.handles(), ref).equals(entry.leaf().entity())
                || record.version() != entry.leaf().entityVersion()) {
            throw new LedgerFault(
                    LedgerFault.Code.CORRUPT,
                    entry.where() + ": its content is of another record or version than its leaf");
        }
        Optional<SubjectHandle> subject =
                ref.person()
                        ? Optional.of(RecordNames.subject(keys.handles(), ref))
                        : Optional.empty();
        KeyId own =
                entry.leaf()
                        .key()
                        .orElseThrow(() ->
                                new LedgerFault(
                                        LedgerFault.Code.CORRUPT,
                                        entry.where() + ": a record without a key"));
        return new VersionRows.Row(
                record,
                canonical,
                entry.leafHash(),
                new RecordVersion.RecordKeys(own, record.papersKey()),
                subject,
                subject.map(_ -> SearchRow.of(record.office().value(), record.facts())));
    }

    /// Writes what was read, in the journal's order. Durable with the caller's transaction.
    public void write(Tx tx, Batch batch) {
        VersionRows.versions(tx, batch.rows);
        VersionRows.heads(tx, heads(tx, batch.rows));
        erased(tx, batch.erased);
        places(tx, batch.placed);
        NumberFollower.write(tx, batch.placed.stream().map(ReplayedEntry::leaf).toList());
        versions += batch.rows.size();
        erased += batch.erased.size();
    }

    /// The newest version of each record in the batch; heads that were written before are taken
    /// out.
    private List<VersionRows.Row> heads(Tx tx, List<VersionRows.Row> rows) {
        Map<UUID, VersionRows.Row> newest = new LinkedHashMap<>();
        Map<UUID, Optional<KeyId>> papers = new HashMap<>();
        for (VersionRows.Row row : rows) {
            UUID id = row.entry().ref().id();
            newest.put(id, row);
            if (row.keys().papers().isPresent()) {
                papers.put(id, row.keys().papers());
            }
        }
        List<UUID> later =
                newest.values().stream()
                        .filter(row -> row.entry().version() > 1)
                        .map(row -> row.entry().ref().id())
                        .toList();
        if (!later.isEmpty()) {
            tx.jdbc()
                    .sql(
                            "delete from registers.record where id in (:ids)"
                                    + " returning id, papers_key")
                    .param("ids", later)
                    .query(row -> {
                        byte[] key = row.getBytes(2);
                        papers.put(
                                row.getObject(1, UUID.class),
                                key == null ? Optional.empty() : Optional.of(KeyId.of(key)));
                    });
            tx.jdbc()
                    .sql("delete from registers.search where record in (:ids)")
                    .param("ids", later)
                    .update();
        }
        return newest.values().stream().map(row -> row.withPapers(papers(row, papers))).toList();
    }

    private Optional<KeyId> papers(VersionRows.Row row, Map<UUID, Optional<KeyId>> known) {
        RecordRef ref = row.entry().ref();
        Optional<KeyId> there = known.getOrDefault(ref.id(), Optional.empty());
        if (there.isPresent() || !ref.person()) {
            return there;
        }
        KeyId looked = seen.get(RecordNames.entity(keys.handles(), ref));
        if (looked != null) {
            return Optional.of(looked);
        }
        freshKeys.incrementAndGet();
        return Optional.of(keys.dataKeys().create().id());
    }

    private void erased(Tx tx, List<ReplayedEntry> entries) {
        for (ReplayedEntry entry : entries) {
            erasedTips.merge(entry.leaf().entity(), entry.leaf().entityVersion(), Math::max);
            entry.leaf().previous().ifPresent(beforeErased::add);
        }
        tx.copyIn(
                "registers.erased",
                List.of("entity", "version", "leaf"),
                entries,
                (out, entry) ->
                        out.bytes(entry.leaf().entity().bytes())
                                .int8(entry.leaf().entityVersion())
                                .bytes(entry.leafHash().bytes()));
    }

    private void places(Tx tx, List<ReplayedEntry> entries) {
        for (ReplayedEntry entry : entries) {
            if (origins.add(entry.origin())) {
                PositionFollower.know(tx, entry.origin(), entry.position().orElseThrow());
            }
        }
        tx.copyIn(
                "registers.place",
                List.of("leaf", "origin", "index"),
                entries,
                (out, entry) ->
                        out.bytes(entry.leafHash().bytes())
                                .int4(entry.origin())
                                .int8(entry.index()));
    }

    /// Says that places and numbers have read everything signed.
    public static void readTo(Tx tx, CentralReplay journal) {
        journal.readTo(tx, PositionFollower.READER);
        journal.readTo(tx, Numbering.READER);
    }

    /// Makes the search indexes, and compares the rows with what the journal's entries give.
    ///
    /// @param journal the state as of the last signed entry
    /// @param head the position of that entry
    public Outcome finish(StateFold journal, Position head) {
        database.transact(tx -> {
            settleErased(tx);
            VersionRows.makeIndexes(tx);
        });
        for (String table : List.of("record", "version", "place", "search")) {
            database.jdbc().sql("vacuum (analyze) registers." + table).update();
        }
        StateFold rows = SqlState.asOf(database, keys.handles(), head);
        List<String> differences =
                journal.differences(rows, "the journal", "the registers", MOST_DIFFERENCES);
        long records =
                database.jdbc()
                        .sql("select count(*) from registers.record")
                        .query(Long.class)
                        .single();
        return new Outcome(records, versions, erased, freshKeys.get(), differences);
    }

    private record Live(UUID id, String register, long version) {}

    /// Takes records out whose newest version was erased, though older ones can be read.
    private void settleErased(Tx tx) {
        if (beforeErased.isEmpty()) {
            return;
        }
        List<Live> touched =
                tx.jdbc()
                        .sql(
                                "select distinct r.id, r.register, r.version from registers.record"
                                        + " r join registers.version v on v.record = r.id where v.leaf"
                                        + " in (:leaves)")
                        .param("leaves", beforeErased.stream().map(Hash::bytes).toList())
                        .query((row, _) ->
                                new Live(
                                        row.getObject(1, UUID.class),
                                        row.getString(2),
                                        row.getLong(3)))
                        .list();
        for (Live live : touched) {
            Handle entity =
                    RecordNames.entity(keys.handles(), new RecordRef(live.register(), live.id()));
            if (erasedTips.getOrDefault(entity, 0L) > live.version()) {
                bury(tx, live.id(), entity);
            }
        }
    }

    private void bury(Tx tx, UUID id, Handle entity) {
        int moved =
                tx.jdbc()
                        .sql(
                                "insert into registers.erased (entity, version, leaf)"
                                        + " select :entity, version, leaf from registers.version"
                                        + " where record = :id")
                        .param("entity", entity.bytes())
                        .param("id", id)
                        .update();
        versions -= moved;
        erased += moved;
        VersionRows.delete(tx, id);
    }
}
