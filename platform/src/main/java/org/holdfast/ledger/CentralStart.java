// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.holdfast.database.Fence;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.NewEntry;
import org.holdfast.ledger.FoldedIndex.Place;
import org.holdfast.ledger.SqlRows.Row;

/// Brings database and files of the central journal together at start.
///
/// The sequencer commits rows first and derives the files from them, so the files may lack rows (a
/// crash came between) and never hold an entry that has no row. Therefore:
/// - rows above the signed size of the last origin are carried into the next one, whether or not
///   the files had them already;
/// - an entry in the files without its row means that the database was put back to an older state:
///   what is missing is imported, where an importer is given; else the start is refused;
/// - a row that cannot be sequenced refuses the start before an origin is opened for it. Else every
///   start, and every take-over at every site, would publish one more origin and die of the row.
final class CentralStart {
    private static final int BATCH = 2_000;
    private static final int MOST_TAIL = 10_000_000;

    /// As many as a round takes, so that they are looked at in the order in which it takes them.
    private static final int ROUND = Sequencer.MOST_ROWS;

    private final Fence fence;
    private final Series series;
    private final CrashSwitch crash;
    private final int lowest;
    private final RowKeys keys;
    private final Optional<EntryImport> imports;

    /// @param lowest the next origin's number is this one at least
    CentralStart(Fence fence, Series series, Sequencer.Around around, int lowest) {
        this.fence = fence;
        this.series = series;
        this.crash = around.crash();
        this.keys = around.keys();
        this.imports = around.imports();
        this.lowest = lowest;
    }

    /// Checks, then opens the next origin with everything carried over under its first checkpoint.
    void run() {
        imports.ifPresent(into -> new RowImport(fence, series, into).run());
        requireRowsOfEarlier();
        Place from = series.last().map(this::requireRowsOfLast).orElse(new Place(0, 0));
        requireChains(from);
        int next = Math.max(lowest, series.nextNumber());
        crash.at(CrashSwitch.Step.START_CHECKED);
        // A crash behind this commit: the rows say an origin that has no folder. They are at or
        // behind `from` again at the next start and move once more.
        fence.inTransaction(tx -> SqlRows.move(tx, from, next));
        crash.at(CrashSwitch.Step.START_MOVED);
        series.begin(next, () -> new Batches(next));
    }

    /// Of an origin that is not the last one the rows end where its last checkpoint ends. One
    /// question for all of them: each start and each take-over makes one more, and nobody can write
    /// meanwhile.
    private void requireRowsOfEarlier() {
        List<Chapter> earlier = series.chapters();
        earlier = earlier.subList(0, Math.max(0, earlier.size() - 1));
        List<Integer> numbers = earlier.stream().map(Chapter::number).toList();
        Map<Integer, SqlRows.End> ends = fence.inTransaction(tx -> SqlRows.ends(tx, numbers));
        for (Chapter chapter : earlier) {
            SqlRows.End end = ends.get(chapter.number());
            long highest = end == null ? 0 : end.position();
            long signed = chapter.directory().signedSize().value();
            if (highest != signed - 1) {
                throw behind(chapter, signed - 1, highest);
            }
        }
    }

    /// Every entry of the last origin's files must have its row; returns where carrying over
    /// begins.
    private Place requireRowsOfLast(Chapter chapter) {
        long signed = chapter.directory().signedSize().value();
        long durable = chapter.directory().durableSize().value();
        Place lastSigned = new Place(chapter.number(), signed - 1);
        if (signed > 1
                && !fence.inTransaction(tx -> SqlRows.at(tx, lastSigned))
                        .map(Row::leaf)
                        .equals(Optional.of(leaf(chapter, signed - 1)))) {
            long highest = fence.inTransaction(tx -> SqlRows.highest(tx, chapter.number()));
            throw behind(chapter, signed - 1, highest);
        }
        Place from = new Place(chapter.number(), signed);
        int tail = (int) Math.min(MOST_TAIL, durable - signed);
        List<Hash> rows = fence.inTransaction(tx -> SqlRows.leavesFrom(tx, from, tail));
        for (int i = 0; i < durable - signed; i++) {
            if (i >= rows.size() || !rows.get(i).equals(leaf(chapter, signed + i))) {
                throw behind(chapter, durable - 1, signed - 1 + i);
            }
        }
        return from;
    }

    /// What will be carried over, and then everything that waits, continues what is under a
    /// checkpoint. Nothing is changed; what comes to wait meanwhile is looked at by the rounds.
    ///
    /// @throws LedgerFault with `BROKEN_CHAIN` that names the first row for which this is not so
    private void requireChains(Place from) {
        Chains chains = new Chains(series.index());
        List<SqlRows.Placed> carried;
        Place behind = new Place(from.origin(), from.index() - 1);
        do {
            Place after = behind;
            carried = fence.inTransaction(tx -> SqlRows.placedBehind(tx, after, BATCH));
            for (SqlRows.Placed one : carried) {
                chains.placed(Chains.decode(one.row()), one.row().leaf());
                behind = one.place();
            }
        } while (carried.size() == BATCH);
        List<Row> waiting;
        long seen = 0;
        do {
            long after = seen;
            waiting = fence.inTransaction(tx -> SqlRows.waitingBehind(tx, after, ROUND));
            for (Row row : chains.inOrder(waiting)) {
                chains.placed(Chains.decode(row), row.leaf());
                seen = Math.max(seen, row.id());
            }
        } while (waiting.size() == ROUND);
    }

    private static Hash leaf(Chapter chapter, long index) {
        return MerkleTree.leafHash(chapter.directory().entry(new EntryIndex(index)));
    }

    private static LedgerFault behind(Chapter chapter, long files, long rows) {
        return new LedgerFault(
                LedgerFault.Code.REFUSED_START,
                "the database and the journal's files disagree: the files of %s hold %d entries, the"
                                .formatted(chapter.name(), files)
                        + " database agrees with "
                        + rows
                        + " of them. The database was put back to another state than the journal's"
                        + " files; restore it to a later point, or restore both together. Nothing"
                        + " was changed.");
    }

    /// The carried rows in order, a batch at a time.
    private final class Batches implements Iterator<List<NewEntry>> {
        private final int origin;
        private long next = 1;
        private List<NewEntry> ready = new ArrayList<>();

        Batches(int origin) {
            this.origin = origin;
            fetch();
        }

        private void fetch() {
            List<Row> rows =
                    fence.inTransaction(tx -> {
                        List<Row> carried = SqlRows.read(tx, origin, next, BATCH);
                        keys.take(tx, carried);
                        return carried;
                    });
            ready = rows.stream().map(Row::stored).toList();
            next += rows.size();
        }

        @Override
        public boolean hasNext() {
            return !ready.isEmpty();
        }

        @Override
        public List<NewEntry> next() {
            if (ready.isEmpty()) {
                throw new NoSuchElementException();
            }
            List<NewEntry> batch = ready;
            fetch();
            return batch;
        }
    }
}
