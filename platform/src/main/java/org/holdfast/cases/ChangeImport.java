// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.EntryImport;
import org.holdfast.ledger.ReplayedEntry;

/// Makes the rows of operations from the entries of the central journal, for a rebuild and for a
/// database that ends below the journal. Rows that others have written stay. Thread-safe.
final class ChangeImport implements EntryImport {
    private final Keys keys;

    /// The entries of the operations that were written last, so that one whose entries come in two
    /// batches is written whole.
    @GuardedBy("this")
    private final Map<Handle, Map<Hash, JournalChange.Entry>> written = new LinkedHashMap<>();

    /// The entries of operations that the database had before, read when more of theirs come.
    @GuardedBy("this")
    private final Map<Handle, List<ReplayedEntry>> before = new HashMap<>();

    /// Entries until none of those can be of the same operation any more.
    @GuardedBy("this")
    private int reach;

    ChangeImport(Keys keys) {
        this.keys = keys;
    }

    @Override
    public synchronized void behind(List<ReplayedEntry> entries) {
        reach = REACH;
        changes(entries)
                .forEach(one ->
                        before.computeIfAbsent(operation(one), _ -> new ArrayList<>()).add(one));
    }

    /// Entries must come in the journal's order; those that change nothing are passed over.
    @Override
    public synchronized void enter(Tx tx, List<ReplayedEntry> entries) {
        List<ReplayedEntry> some = new ArrayList<>();
        Set<Handle> halves = new HashSet<>();
        for (ReplayedEntry one : changes(entries)) {
            List<ReplayedEntry> half = before.remove(operation(one));
            if (half != null) {
                halves.add(operation(one));
                some.addAll(half);
            }
            some.add(one);
        }
        reach -= entries.size();
        if (reach <= 0) {
            before.clear();
        }
        if (some.isEmpty()) {
            return;
        }
        Map<Handle, List<JournalChange.Entry>> byOperation = new LinkedHashMap<>();
        Map<KeyId, DataKey> found =
                keys.dataKeys()
                        .findAll(some.stream().flatMap(one -> one.leaf().key().stream()).toList());
        for (ReplayedEntry entry : some) {
            byOperation
                    .computeIfAbsent(operation(entry), _ -> new ArrayList<>())
                    .add(read(entry, found));
        }
        Set<Handle> there = ChangeRows.known(tx, byOperation.keySet());
        List<ChangeRows.Told> rows = new ArrayList<>();
        for (Map.Entry<Handle, List<JournalChange.Entry>> one : byOperation.entrySet()) {
            if (written.containsKey(one.getKey())
                    || halves.contains(one.getKey())
                    || !there.contains(one.getKey())) {
                row(one.getKey(), one.getValue()).ifPresent(rows::add);
            }
        }
        ChangeRows.write(tx, rows);
    }

    private static List<ReplayedEntry> changes(List<ReplayedEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.leaf().operation().isPresent())
                .filter(entry -> JournalChange.Entry.isOne(entry.leaf()))
                .toList();
    }

    private static Handle operation(ReplayedEntry entry) {
        return entry.leaf().operation().orElseThrow();
    }

    private JournalChange.Entry read(ReplayedEntry entry, Map<KeyId, DataKey> found) {
        return new JournalChange.Entry(
                entry.leaf(),
                entry.leafHash(),
                entry.canonical(keys.dataKeys(), found).map(entry::today));
    }

    @GuardedBy("this")
    private Optional<ChangeRows.Told> row(Handle operation, List<JournalChange.Entry> fresh) {
        Map<Hash, JournalChange.Entry> all =
                written.computeIfAbsent(operation, _ -> new LinkedHashMap<>());
        fresh.forEach(entry -> all.put(entry.hash(), entry));
        while (written.size() > REACH) {
            written.remove(written.keySet().iterator().next());
        }
        Instant at = Instant.ofEpochSecond(fresh.getFirst().leaf().time());
        return switch (JournalChange.of(List.copyOf(all.values()))) {
            case JournalChange.Known(String request, var outcome) ->
                    Optional.of(new ChangeRows.Told(operation, request, outcome, at));
            case JournalChange.Erased _ ->
                    Optional.of(
                            new ChangeRows.Told(
                                    operation, ChangeRows.UNKNOWN, ChangeRows.erased(), at));
            case JournalChange.None _ -> Optional.empty();
        };
    }
}
