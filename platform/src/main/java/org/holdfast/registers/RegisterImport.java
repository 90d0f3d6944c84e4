// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.holdfast.database.Database;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.EntryImport;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.ReplayedEntry;

/// Enters what the journal has and the registers have not: versions behind those that are there,
/// and erasures. Places come by following the journal, as always. Stateless; called by one thread.
final class RegisterImport implements EntryImport {
    private final Database database;
    private final Keys keys;
    private final SqlErasedRecords erasedRecords;

    RegisterImport(Database database, Keys keys) {
        this.database = database;
        this.keys = keys;
        this.erasedRecords = new SqlErasedRecords(database, keys.handles());
    }

    @Override
    public void enter(Tx tx, List<ReplayedEntry> entries) {
        RegisterRebuild rebuild = new RegisterRebuild(database, keys, Map.of());
        RegisterRebuild.Batch batch = rebuild.read(entries);
        batch.placed.clear();
        Map<Hash, ReplayedEntry> byLeaf = new HashMap<>();
        entries.forEach(entry -> byLeaf.put(entry.leafHash(), entry));
        Map<Known, Hash> there = versions(tx, batch.rows);
        Set<Hash> gone = new HashSet<>();
        batch.erased.forEach(entry -> gone.add(entry.leafHash()));
        batch.rows.removeIf(row ->
                isThere(
                        row,
                        there,
                        Objects.requireNonNull(byLeaf.get(row.leaf())),
                        leaf -> gone.contains(leaf) || wasErased(tx, leaf)));
        Set<Version> erased = erased(tx, batch.erased);
        batch.erased.removeIf(entry -> erased.contains(version(entry)));
        rebuild.write(tx, batch);
        settle(tx, entries, batch.erased);
    }

    private record Version(Handle entity, long number) {}

    private static Version version(ReplayedEntry entry) {
        return new Version(entry.leaf().entity(), entry.leaf().entityVersion());
    }

    private record Known(UUID record, long version) {}

    private static Map<Known, Hash> versions(Tx tx, List<VersionRows.Row> rows) {
        Map<Known, Hash> found = new HashMap<>();
        Set<UUID> records = new HashSet<>();
        rows.forEach(row -> records.add(row.entry().ref().id()));
        if (!records.isEmpty()) {
            tx.jdbc()
                    .sql(
                            "select record, version, leaf from registers.version where record in (:ids)")
                    .param("ids", records)
                    .query(row -> {
                        found.put(
                                new Known(row.getObject(1, UUID.class), row.getLong(2)),
                                Hash.of(row.getBytes(3)));
                    });
        }
        return found;
    }

    /// Whether the version is there already; notes it when it is not.
    private static boolean isThere(
            VersionRows.Row row,
            Map<Known, Hash> there,
            ReplayedEntry entry,
            Predicate<Hash> erased) {
        UUID record = row.entry().ref().id();
        long number = row.entry().version();
        Hash same = there.putIfAbsent(new Known(record, number), row.leaf());
        if (same != null && !same.equals(row.leaf())) {
            throw twoPasts(entry, "the registers have another version " + number);
        }
        Optional<Hash> before = Optional.ofNullable(there.get(new Known(record, number - 1)));
        Optional<Hash> previous = entry.leaf().previous();
        boolean behind = previous.equals(before) || previous.filter(erased).isPresent();
        if (same == null && !behind) {
            throw twoPasts(entry, "it does not go on from the version that the registers have");
        }
        return same != null;
    }

    private static boolean wasErased(Tx tx, Hash leaf) {
        return tx.jdbc()
                .sql("select exists (select 1 from registers.erased where leaf = ?)")
                .param(leaf.bytes())
                .query(Boolean.class)
                .single();
    }

    private static LedgerFault twoPasts(ReplayedEntry entry, String why) {
        return new LedgerFault(
                LedgerFault.Code.REFUSED_START,
                entry.where()
                        + " cannot be imported: "
                        + why
                        + ". The database was written to apart from the journal; rebuild it from the"
                        + " journals (journal recover)");
    }

    private static Set<Version> erased(Tx tx, List<ReplayedEntry> entries) {
        Set<Version> found = new HashSet<>();
        if (!entries.isEmpty()) {
            tx.jdbc()
                    .sql("select entity, version from registers.erased where entity in (:entities)")
                    .param(
                            "entities",
                            entries.stream().map(entry -> entry.leaf().entity().bytes()).toList())
                    .query(row -> {
                        found.add(new Version(Handle.of(row.getBytes(1)), row.getLong(2)));
                    });
        }
        return found;
    }

    /// Takes out of the registers whom the imported acts erase, and those of whom a newer version
    /// was erased.
    private void settle(Tx tx, List<ReplayedEntry> entries, List<ReplayedEntry> gone) {
        Set<RecordRef> records = new HashSet<>();
        List<byte[]> destroyed =
                entries.stream()
                        .flatMap(entry -> entry.destroys().stream())
                        .map(KeyId::bytes)
                        .toList();
        if (!destroyed.isEmpty()) {
            records.addAll(
                    find(tx, "r.record_key in (:values) or r.papers_key in (:values)", destroyed));
        }
        List<byte[]> before = new ArrayList<>();
        gone.forEach(entry -> entry.leaf().previous().ifPresent(leaf -> before.add(leaf.bytes())));
        if (!before.isEmpty()) {
            records.addAll(find(tx, "r.leaf in (:values)", before));
        }
        records.forEach(ref -> erasedRecords.erase(tx, ref));
    }

    private static List<RecordRef> find(Tx tx, String condition, Collection<byte[]> values) {
        return tx.jdbc()
                .sql("select r.register, r.id from registers.record r where " + condition)
                .param("values", values)
                .query((row, _) -> new RecordRef(row.getString(1), row.getObject(2, UUID.class)))
                .list();
    }
}
