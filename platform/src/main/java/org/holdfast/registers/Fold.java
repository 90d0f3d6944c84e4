// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.holdfast.database.Database;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Handles;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.CentralJournal;
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
            for (StoredEntry entry : some) {
                if (RecordEntry.TYPE.equals(entry.leaf().type())) {
                    entries++;
                    difference(tx, entry, differences);
                }
            }
            some = journal.follow(tx, READER, AT_ONCE);
        }
        long versions = count(tx, "select count(*) from registers.version");
        long pending =
                tx
                        .jdbc()
                        .sql(
                                "select v.leaf from registers.version v where not exists"
                                        + " (select 1 from registers.place p where p.leaf = v.leaf)")
                        .query((row, n) -> Hash.of(row.getBytes(1)))
                        .list()
                        .stream()
                        .filter(leaf -> journal.find(leaf).isEmpty())
                        .count();
        long heads =
                count(
                        tx,
                        "select count(*) from registers.record r where not exists"
                                + " (select 1 from registers.version v where v.record = r.id"
                                + " and v.version = r.version and v.leaf = r.leaf and v.office = r.office)");
        if (heads > 0) {
            differences.add(heads + " records do not point at their newest version");
        }
        return new Outcome(entries, versions, pending, differences);
    }

    private void difference(Tx tx, StoredEntry entry, List<String> differences) {
        if (differences.size() >= MOST_DIFFERENCES) {
            return;
        }
        RecordEntry content = RecordEntry.read(entry.open());
        Handle entity = RecordNames.entity(handles, content.ref());
        String where = content.ref() + " version " + content.version();
        List<byte[]> rows =
                tx.jdbc()
                        .sql(
                                "select canonical from registers.version where record = :id"
                                        + " and version = :version and leaf = :leaf")
                        .param("id", content.ref().id())
                        .param("version", content.version())
                        .param("leaf", entry.leafHash().bytes())
                        .query((row, n) -> row.getBytes(1))
                        .list();
        if (rows.isEmpty()) {
            differences.add(where + ": in the journal, not in the registers");
        } else if (!Arrays.equals(rows.getFirst(), CanonicalJson.bytes(content.content()))) {
            differences.add(where + ": other bytes than the journal's");
        } else if (!entity.equals(entry.leaf().entity())
                || entry.leaf().entityVersion() != content.version()) {
            differences.add(where + ": the entry names another entity or version");
        }
    }

    private static long count(Tx tx, String sql) {
        return tx.jdbc().sql(sql).query(Long.class).single();
    }
}
