// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.holdfast.database.Tx;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.Stored;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.ledger.FoldedIndex.Place;

/// Reads all origins of a central journal in order, to rebuild a database from them. Reads what is
/// there and changes no file; [WorldCheck] comes before it, since nothing is verified here but
/// payloads. Entries above the last checkpoint come too, as they would at a start: they were
/// durable and acknowledged as `promised`, and the next start carries them over. Not thread-safe.
public final class CentralReplay implements AutoCloseable {
    private static final String KIND = "central";
    private static final List<String> COLUMNS =
            List.of("origin", "position", "leaf", "entry", "payload");

    private final List<Chapter> chapters = new ArrayList<>();
    private final StateFold fold = new StateFold();
    private final ErasureCheck erasures;

    /// @param folder the folder of all origins
    /// @throws LedgerFault with `REFUSED_START` when there is no central journal in it
    public CentralReplay(Path folder) {
        Folders.of(folder, KIND)
                .finished()
                .forEach((number, path) ->
                        chapters.add(
                                new Chapter(
                                        number,
                                        KIND + "-" + number,
                                        JournalDirectory.openForReading(path))));
        if (chapters.isEmpty()) {
            throw new LedgerFault(
                    LedgerFault.Code.REFUSED_START,
                    "no finished origin of a central journal (central-1, central-2, ...) in "
                            + folder);
        }
        erasures = acts(folder);
    }

    /// Acts come behind what they erase, so they are read first.
    static ErasureCheck acts(Path folder) {
        List<String> faults = new ArrayList<>();
        ErasureCheck acts = new ErasureCheck(Optional.empty(), faults);
        Folders.of(folder, KIND)
                .finished()
                .forEach((number, path) -> acts.read(KIND + "-" + number, path));
        if (!faults.isEmpty()) {
            throw new LedgerFault(LedgerFault.Code.CORRUPT, faults.getFirst());
        }
        return acts;
    }

    /// Keys that an act of erasure in the folder's central journal destroys; never to be brought
    /// back from a copy that is older than the act.
    public static Set<KeyId> erasedKeys(Path folder) {
        return acts(folder).keys();
    }

    /// The last signed head: rebuilt is what is below it, and [#unsigned] entries above it.
    public Head head() {
        return chapters.getLast().head();
    }

    /// Origins found.
    public int origins() {
        return chapters.size();
    }

    /// Entries on disk above the last checkpoint.
    public long unsigned() {
        JournalDirectory last = chapters.getLast().directory();
        return last.durableSize().value() - last.signedSize().value();
    }

    /// Entries that [#batches] will give.
    public long entries() {
        return chapters.stream().mapToLong(this::size).sum() - chapters.size();
    }

    private long size(Chapter chapter) {
        boolean newest = chapter.number() == chapters.getLast().number();
        JournalDirectory directory = chapter.directory();
        return (newest ? directory.durableSize() : directory.signedSize()).value();
    }

    /// All entries but the opening ones, in the journal's order, a batch at a time. Folds the
    /// signed ones on the way, see [#state].
    public Iterator<List<ReplayedEntry>> batches(int most) {
        return new Batches(most);
    }

    /// The state as of the last signed entry given by [#batches].
    public StateFold state() {
        return fold;
    }

    /// Keeps the rows of entries, with the positions that they have. May run beside the reading of
    /// later batches.
    public void keep(Tx tx, List<ReplayedEntry> entries) {
        rows(tx, entries);
    }

    static void rows(Tx tx, List<ReplayedEntry> entries) {
        tx.copyIn(
                "ledger.entry",
                COLUMNS,
                entries,
                (out, entry) ->
                        out.int4(entry.origin())
                                .int8(entry.index())
                                .bytes(entry.leafHash().bytes())
                                .bytes(entry.stored().entry())
                                .bytes(entry.payload()));
    }

    /// @throws LedgerFault with `REFUSED_START` for what a newer program wrote
    static void requireKnown(ReplayedEntry entry) {
        String type = entry.leaf().type();
        if (!Upcasters.replays(type, Leaf.SCHEMA)) {
            throw new LedgerFault(
                    LedgerFault.Code.REFUSED_START,
                    entry.where()
                            + ": entries of type "
                            + type
                            + " are not known here; a newer Holdfast wrote this journal");
        }
    }

    /// Says that a reader has read everything signed.
    public void readTo(Tx tx, String reader) {
        Head head = head();
        int origin = chapters.getLast().number();
        SqlRows.cursor(tx, reader);
        SqlRows.moveCursor(tx, reader, new Place(origin, head.size() - 1));
    }

    /// Says that a reader has read nothing: it begins at the first entry again. One that reads now
    /// is waited for.
    public static void readNothing(Tx tx, String reader) {
        SqlRows.cursor(tx, reader);
        SqlRows.moveCursor(tx, reader, new Place(0, 0));
    }

    /// Whether a reader has read an entry, as its cursor stands now.
    public Predicate<ReplayedEntry> readBy(Tx tx, String reader) {
        Place cursor =
                tx.jdbc()
                        .sql("select origin, position from ledger.reader where name = ?")
                        .param(reader)
                        .query((row, _) -> new Place(row.getInt(1), row.getLong(2)))
                        .optional()
                        .orElse(new Place(0, 0));
        return entry -> new Place(entry.origin(), entry.index()).compareTo(cursor) <= 0;
    }

    /// By entity, the key of its entries of one type in the node journals of the same folder.
    public static Map<Handle, KeyId> keysOf(Path folder, String type) {
        Map<Handle, KeyId> found = new HashMap<>();
        Folders.kinds(folder).stream()
                .filter(kind -> !kind.equals("central"))
                .flatMap(kind -> Folders.of(folder, kind).finished().values().stream())
                .forEach(path -> {
                    try (JournalDirectory directory = JournalDirectory.openForReading(path);
                            var entries = directory.scan(new EntryIndex(1))) {
                        entries.map(entry -> Leaf.decode(entry.entry()))
                                .filter(leaf -> leaf.type().equals(type))
                                .forEach(leaf ->
                                        leaf.key().ifPresent(key -> found.put(leaf.entity(), key)));
                    }
                });
        return found;
    }

    /// The node journals of an office with several sites in a folder: entries under the checkpoint
    /// of each published origin, by its name, such as `nodeb-2`. Reads nothing of an office with
    /// one node. Of one that cannot be read the size is -1.
    public static SortedMap<String, Long> ofSites(Path folder) {
        SortedMap<String, Long> found = new TreeMap<>();
        Folders.kinds(folder).stream()
                .filter(kind -> !kind.equals(KIND) && !kind.equals("node"))
                .forEach(kind ->
                        Folders.of(folder, kind)
                                .finished()
                                .forEach((number, path) ->
                                        found.put(kind + "-" + number, signed(path))));
        return found;
    }

    private static long signed(Path journal) {
        try (JournalDirectory directory = JournalDirectory.openForReading(journal)) {
            return directory.signedSize().value();
        } catch (JournalFault | JournalRefusal damaged) {
            return -1;
        }
    }

    @Override
    public void close() {
        chapters.forEach(chapter -> chapter.directory().close());
    }

    private final class Batches implements Iterator<List<ReplayedEntry>> {
        private final int most;
        private int chapter;
        private long index = 1;

        Batches(int most) {
            this.most = most;
        }

        @Override
        public boolean hasNext() {
            while (chapter < chapters.size() && index >= size(chapters.get(chapter))) {
                chapter++;
                index = 1;
            }
            return chapter < chapters.size();
        }

        @Override
        public List<ReplayedEntry> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            List<ReplayedEntry> batch = new ArrayList<>(most);
            Chapter now = chapters.get(chapter);
            long end = Math.min(size(now), index + most);
            while (index < end) {
                for (Stored stored : now.directory().readOn(new EntryIndex(index))) {
                    if (index < end) {
                        ReplayedEntry entry = new ReplayedEntry(now, stored, erasures);
                        requireKnown(entry);
                        fold(entry);
                        batch.add(entry);
                        index++;
                    }
                }
            }
            return batch;
        }

        private void fold(ReplayedEntry entry) {
            Leaf leaf = entry.leaf();
            Optional<Position> signed = entry.position();
            if (signed.isPresent() && leaf.type().equals(Leaf.RECORD)) {
                fold.put(leaf.entity(), leaf.entityVersion(), entry.leafHash());
            }
        }
    }
}
