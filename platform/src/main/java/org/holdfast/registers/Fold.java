// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.database.Database;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handles;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.StoredEntry;

/// Checks that the registers are what the journal says: opens every record entry of the central
/// journal in order and compares it, byte for byte, with the version that it made. For tests and
/// drills; reads everything, changes nothing.
public final class Fold {
    private static final String READER = "fold";
    private static final int AT_ONCE = 1_000;
    private static final int MOST_DIFFERENCES = 20;

    private final Database database;
    private final CentralJournal journal;
    private final Handles handles;

    public Fold(Database database, CentralJournal journal, Handles handles) {
        this.database = database;
        this.journal = journal;
        this.handles = handles;
    }

    /// What the check found.
    ///
    /// @param entries sealed record entries read
    /// @param versions versions in the registers
    /// @param pending versions whose entry is not sealed yet
    /// @param differences what does not agree, at most 20; without personal data
    public record Outcome(long entries, long versions, long pending, List<String> differences) {
        public Outcome {
            differences = List.copyOf(differences);
        }

        /// Whether registers and journal agree.
        public boolean agrees() {
            return differences.isEmpty() && entries + pending == versions;
        }
    }

    /// Thrown to undo the reader's cursor, so that every check begins at the first entry.
    private static final class Finished extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Outcome outcome;

        Finished(Outcome outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }
    }

    /// Reads both and compares; other writers should rest meanwhile.
    public Outcome check() {
        try {
            database.transact(tx -> {
                throw new Finished(compare(tx));
            });
        } catch (Finished finished) {
            return finished.outcome;
        }
        throw new IllegalStateException("the comparison did not finish");
    }

    private Outcome compare(Tx tx) {
        List<String> differences = new ArrayList<>();
        long entries = 0;
        List<StoredEntry> some = journal.follow(tx, READER, AT_ONCE);
        while (!some.isEmpty()) {
            List<StoredEntry> records =
                    some.stream()
                            .filter(entry -> RecordEntry.TYPE.equals(entry.leaf().type()))
                            .toList();
            entries += records.size();
            differences(tx, records, differences);
            some = journal.follow(tx, READER, AT_ONCE);
        }
        long versions =
                count(tx, "select count(*) from registers.version")
                        + count(tx, "select count(*) from registers.erased");
        long pending =
                tx
                        .jdbc()
                        .sql(
                                "select v.leaf from registers.version v where not exists (select 1"
                                        + " from registers.place p where p.leaf = v.leaf)")
                        .query((row, n) -> Hash.of(row.getBytes(1)))
                        .list()
                        .stream()
                        .filter(leaf -> journal.find(leaf).isEmpty())
                        .count();
        long heads =
                count(
                        tx,
                        "select count(*) from registers.record r where not exists (select 1 from"
                                + " registers.version v where v.record = r.id and v.version = r.version"
                                + " and v.leaf = r.leaf and v.office = r.office)");
        if (heads > 0) {
            differences.add(heads + " records do not point at their newest version");
        }
        return new Outcome(entries, versions, pending, differences);
    }

    private void differences(Tx tx, List<StoredEntry> entries, List<String> differences) {
        Map<StoredEntry, RecordEntry> opened = new LinkedHashMap<>();
        for (StoredEntry entry : entries) {
            open(entry)
                    .ifPresentOrElse(
                            content -> opened.put(entry, content),
                            () -> erased(tx, entry, differences));
        }
        Map<Hash, byte[]> kept = kept(tx, List.copyOf(opened.values()));
        for (Map.Entry<StoredEntry, RecordEntry> one : opened.entrySet()) {
            if (differences.size() >= MOST_DIFFERENCES) {
                return;
            }
            StoredEntry entry = one.getKey();
            RecordEntry content = one.getValue();
            String where = content.ref() + " version " + content.version();
            byte[] canonical = kept.get(entry.leafHash());
            if (canonical == null) {
                differences.add(where + ": in the journal, not in the registers");
            } else if (!Arrays.equals(canonical, CanonicalJson.bytes(content.content()))) {
                differences.add(where + ": other bytes than the journal's");
            } else if (!named(content, entry)) {
                differences.add(where + ": the entry names another entity or version");
            }
        }
    }

    private static Optional<RecordEntry> open(StoredEntry entry) {
        try {
            return Optional.of(RecordEntry.read(entry.open()));
        } catch (LedgerFault fault) {
            if (fault.code() == LedgerFault.Code.ERASED) {
                return Optional.empty();
            }
            throw fault;
        }
    }

    /// What was erased must not stand in the registers, and must be counted.
    private static void erased(Tx tx, StoredEntry entry, List<String> differences) {
        boolean kept =
                tx.jdbc()
                        .sql(
                                "select exists (select 1 from registers.erased"
                                        + " where entity = :entity and version = :version"
                                        + " and leaf = :leaf)")
                        .param("entity", entry.leaf().entity().bytes())
                        .param("version", entry.leaf().entityVersion())
                        .param("leaf", entry.leafHash().bytes())
                        .query(Boolean.class)
                        .single();
        if (!kept && differences.size() < MOST_DIFFERENCES) {
            differences.add(
                    "record "
                            + entry.leaf().entity()
                            + " version "
                            + entry.leaf().entityVersion()
                            + ": erased in the journal, not in the registers");
        }
    }

    private boolean named(RecordEntry content, StoredEntry entry) {
        return RecordNames.entity(handles, content.ref()).equals(entry.leaf().entity())
                && entry.leaf().entityVersion() == content.version();
    }

    private static Map<Hash, byte[]> kept(Tx tx, List<RecordEntry> contents) {
        Map<Hash, byte[]> kept = new HashMap<>();
        List<UUID> ids = contents.stream().map(content -> content.ref().id()).distinct().toList();
        if (!ids.isEmpty()) {
            tx.jdbc()
                    .sql("select leaf, canonical from registers.version where record in (:ids)")
                    .param("ids", ids)
                    .query(row -> {
                        kept.put(Hash.of(row.getBytes(1)), row.getBytes(2));
                    });
        }
        return kept;
    }

    private static long count(Tx tx, String sql) {
        return tx.jdbc().sql(sql).query(Long.class).single();
    }
}
