// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.database.Database;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Handles;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.StoredEntry;
import org.jspecify.annotations.Nullable;

/// Checks that the registers are what the journal says: opens every record entry of the central
/// journal in order and compares it, byte for byte, with the version that it made. An entry that an
/// act of erasure covers, or whose key has a tombstone, must be counted in `registers.erased` and
/// stand nowhere else; one that cannot be opened without either is a difference. Acceptance numbers
/// are counted anew. For tests and drills; reads everything, changes nothing.
public final class Fold {
    private static final String READER = "fold";
    private static final int AT_ONCE = 1_000;
    private static final int MOST_DIFFERENCES = 20;

    private final Database database;
    private final CentralJournal journal;
    private final Handles handles;
    private final Map<Hash, Erased> erased = new HashMap<>();

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

    /// What the registers still say of an erased version.
    private record Erased(Handle entity, long version) {}

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
    public synchronized Outcome check() {
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
        readErased(tx);
        List<String> differences = new ArrayList<>();
        NumberCheck numbers = new NumberCheck();
        Optional<Position> upTo = Optional.empty();
        // Whoever gives numbers waits at this cursor until the end of the check.
        journal.follow(tx, Numbering.READER, 0);
        long entries = 0;
        List<StoredEntry> some = journal.follow(tx, READER, AT_ONCE);
        while (!some.isEmpty()) {
            List<StoredEntry> records =
                    some.stream()
                            .filter(entry -> RecordEntry.TYPE.equals(entry.leaf().type()))
                            .toList();
            entries += records.size();
            records.forEach(entry -> numbers.add(entry.leaf()));
            upTo = some.getLast().position();
            differences(tx, records, differences);
            some = journal.follow(tx, READER, AT_ONCE);
        }
        numbers(tx, numbers, upTo, differences);
        long versions =
                count(tx, "select count(*) from registers.version")
                        + count(tx, "select count(*) from registers.erased");
        long pending =
                tx
                        .jdbc()
                        .sql(
                                "select v.leaf from (select leaf from registers.version union all"
                                        + " select leaf from registers.erased) v where not exists"
                                        + " (select 1 from registers.place p where p.leaf = v.leaf)")
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

    /// What was read here and has no number yet gets one, as it does within moments anyhow.
    private void numbers(
            Tx tx, NumberCheck numbers, Optional<Position> upTo, List<String> differences) {
        List<StoredEntry> some = journal.follow(tx, Numbering.READER, AT_ONCE);
        while (!some.isEmpty()) {
            List<Leaf> read =
                    some.stream()
                            .filter(entry -> isUpTo(upTo, entry))
                            .map(StoredEntry::leaf)
                            .toList();
            try {
                NumberFollower.write(tx, read);
            } catch (CopyReads.Altered altered) {
                // The comparison below names what is wrong.
                add(differences, "acceptance numbers: " + altered.getMessage());
                break;
            }
            some = journal.follow(tx, Numbering.READER, AT_ONCE);
        }
        numbers.differences(tx).forEach(line -> add(differences, line));
    }

    private static boolean isUpTo(Optional<Position> last, StoredEntry entry) {
        return last.filter(at -> at.covers(entry.position().orElseThrow())).isPresent();
    }

    private void differences(Tx tx, List<StoredEntry> entries, List<String> differences) {
        Map<StoredEntry, RecordEntry> contents = new LinkedHashMap<>();
        for (StoredEntry entry : entries) {
            if (entry.erasedBy().isPresent()) {
                erased(entry, differences);
            } else {
                open(entry, contents, differences);
            }
        }
        Map<Hash, byte[]> kept = kept(tx, contents.values());
        contents.forEach((entry, content) ->
                difference(entry, content, kept.get(entry.leafHash()))
                        .ifPresent(line -> add(differences, line)));
    }

    private static void add(List<String> differences, String line) {
        if (differences.size() < MOST_DIFFERENCES) {
            differences.add(line);
        }
    }

    private void open(
            StoredEntry entry, Map<StoredEntry, RecordEntry> contents, List<String> differences) {
        try {
            contents.put(entry, RecordEntry.read(entry.open()));
        } catch (LedgerFault fault) {
            if (fault.code() == LedgerFault.Code.ERASED) {
                erased(entry, differences);
            } else {
                add(differences, where(entry) + ": " + fault.getMessage());
            }
        }
    }

    private static String where(StoredEntry entry) {
        return "record " + entry.leaf().entity() + " version " + entry.leaf().entityVersion();
    }

    /// What was erased must be counted; that it stands nowhere else, the number of versions says.
    private void erased(StoredEntry entry, List<String> differences) {
        Erased expected = new Erased(entry.leaf().entity(), entry.leaf().entityVersion());
        if (!expected.equals(erased.get(entry.leafHash()))) {
            add(differences, where(entry) + ": erased in the journal, not in the registers");
        }
    }

    private Optional<String> difference(
            StoredEntry entry, RecordEntry content, byte @Nullable [] row) {
        String where = content.ref() + " version " + content.version();
        if (row == null) {
            return Optional.of(
                    erased.containsKey(entry.leafHash())
                            ? where + ": erased in the registers, and no act of erasure names it"
                            : where + ": in the journal, not in the registers");
        }
        if (!Arrays.equals(row, CanonicalJson.bytes(content.content()))) {
            return Optional.of(where + ": other bytes than the journal's");
        }
        return named(content, entry)
                ? Optional.empty()
                : Optional.of(where + ": the entry names another entity or version");
    }

    /// Few.
    private void readErased(Tx tx) {
        erased.clear();
        tx.jdbc()
                .sql("select leaf, entity, version from registers.erased")
                .query(row -> {
                    erased.put(
                            Hash.of(row.getBytes(1)),
                            new Erased(Handle.of(row.getBytes(2)), row.getLong(3)));
                });
    }

    private boolean named(RecordEntry content, StoredEntry entry) {
        return RecordNames.entity(handles, content.ref()).equals(entry.leaf().entity())
                && entry.leaf().entityVersion() == content.version();
    }

    private static Map<Hash, byte[]> kept(Tx tx, Collection<RecordEntry> contents) {
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
