// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.holdfast.database.Fence;
import org.holdfast.database.Tx;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.Stored;
import org.holdfast.ledger.FoldedIndex.Place;
import org.holdfast.ledger.SqlRows.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives a database that ends below the journal's files what it has lost: rows of the central
/// journal, and what is made from them. An index that was given is never given again, and nothing
/// that was acknowledged is taken back because a database was.
///
/// What a crash behind each step means:
/// 1. One transaction: rows that waited for their place and have one in the journal go; those that
///    the journal never got wait again, in their order. Behind it: the same as before it.
/// 2. Entries are imported in their order, a batch in one transaction. Behind any of them: the next
///    start goes on behind it.
///
/// A database that lacks nothing is asked once for the last rows of all origins. Those of earlier
/// origins are looked up in the index, which was folded from the files; only what it does not know
/// at that place is compared with the files.
///
/// A database that holds another row than the journal has an entry at the same place is refused.
final class RowImport {
    private static final Logger LOG = LoggerFactory.getLogger(RowImport.class);
    private static final int BATCH = 1_000;
    private static final int MOST = 10_000_000;

    private final Fence fence;
    private final Series series;
    private final EntryImport into;

    RowImport(Fence fence, Series series, EntryImport into) {
        this.fence = fence;
        this.series = series;
        this.into = into;
    }

    /// An origin that lacks rows from one position on.
    private record Gap(Chapter chapter, long from, long end) {}

    /// Does nothing to a database that lacks nothing.
    ///
    /// @return entries imported
    /// @throws LedgerFault with `REFUSED_START` when rows and entries are of two pasts
    long run() {
        List<Gap> gaps = gaps();
        if (gaps.isEmpty()) {
            return 0;
        }
        long all = gaps.stream().mapToLong(gap -> gap.end() - gap.from()).sum();
        LOG.warn(
                "the database ends below the journal: {} entries are imported from the files, the"
                        + " first of them {} entry {}",
                all,
                gaps.getFirst().chapter().name(),
                gaps.getFirst().from());
        fence.inTransaction(tx -> waitAgain(tx, gaps));
        ErasureCheck erasures = CentralReplay.acts(series.folder());
        into.behind(before(gaps.getFirst(), erasures));
        long done = 0;
        for (Gap gap : gaps) {
            for (long at = gap.from(); at < gap.end(); at += BATCH) {
                List<ReplayedEntry> entries =
                        read(gap.chapter(), at, Math.min(gap.end(), at + BATCH), erasures);
                fence.inTransaction(tx -> {
                    CentralReplay.rows(tx, entries);
                    into.enter(tx, entries);
                    return Boolean.TRUE;
                });
                done += entries.size();
                LOG.info("imported {} of {} entries", done, all);
            }
        }
        return done;
    }

    /// The entries before a gap, those of earlier origins too, as far as one transaction reaches.
    private List<ReplayedEntry> before(Gap gap, ErasureCheck erasures) {
        List<ReplayedEntry> entries = new ArrayList<>();
        List<Chapter> backwards = series.chapters().reversed();
        for (Chapter chapter : backwards) {
            int left = EntryImport.REACH - entries.size();
            if (left > 0 && chapter.number() <= gap.chapter().number()) {
                boolean same = chapter.number() == gap.chapter().number();
                long end = same ? gap.from() : end(chapter);
                entries.addAll(0, read(chapter, Math.max(1, end - left), end, erasures));
            }
        }
        return entries;
    }

    private List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>();
        List<Integer> numbers = series.chapters().stream().map(Chapter::number).toList();
        Map<Integer, SqlRows.End> ends = fence.inTransaction(tx -> SqlRows.ends(tx, numbers));
        for (Chapter chapter : series.chapters()) {
            long end = end(chapter);
            SqlRows.End row = ends.get(chapter.number());
            long highest = row == null ? 0 : row.position();
            long last = Math.min(highest, end - 1);
            if (row != null && last > 0 && !isKnown(chapter, row)) {
                requireSame(chapter, last);
            }
            if (highest < end - 1) {
                gaps.add(new Gap(chapter, highest + 1, end));
            }
        }
        return gaps;
    }

    /// Whether this row of an earlier origin is the signed entry at its place.
    private boolean isKnown(Chapter chapter, SqlRows.End row) {
        return chapter.number() != series.last().orElseThrow().number()
                && series.index()
                        .byLeaf(row.leaf())
                        .equals(Optional.of(new Place(chapter.number(), row.position())));
    }

    /// Signed entries of every origin; of the last one also what is durable above the checkpoint.
    private long end(Chapter chapter) {
        boolean newest = chapter.number() == series.last().orElseThrow().number();
        return (newest ? chapter.directory().durableSize() : chapter.directory().signedSize())
                .value();
    }

    private void requireSame(Chapter chapter, long index) {
        Hash leaf = leaf(chapter, index);
        Place place = new Place(chapter.number(), index);
        Optional<Hash> row = fence.inTransaction(tx -> SqlRows.at(tx, place)).map(Row::leaf);
        if (!row.equals(Optional.of(leaf))) {
            throw new LedgerFault(
                    LedgerFault.Code.REFUSED_START,
                    "the database and the journal's files are of two pasts: its row "
                            + index
                            + " of "
                            + chapter.name()
                            + " is another than the entry. Nothing was changed.");
        }
    }

    /// Rows behind the signed end of an origin that has a later one were carried into that one, or
    /// were lost with a database that came after this one's state: then they wait again, before
    /// what waits already, since that came later.
    private Boolean waitAgain(Tx tx, List<Gap> gaps) {
        int newest = series.last().orElseThrow().number();
        List<Row> again = new ArrayList<>();
        for (Chapter chapter : series.chapters()) {
            if (chapter.number() != newest) {
                long signed = end(chapter);
                again.addAll(SqlRows.read(tx, chapter.number(), signed, MOST));
                SqlRows.remove(tx, chapter.number(), signed);
            }
        }
        again.addAll(SqlRows.take(tx, MOST));
        Set<Hash> unsigned = unsigned(gaps.getLast());
        again.removeIf(row ->
                series.index().byLeaf(row.leaf()).isPresent() || unsigned.contains(row.leaf()));
        SqlRows.waitAgain(tx, again);
        return Boolean.TRUE;
    }

    private Set<Hash> unsigned(Gap last) {
        Set<Hash> leaves = new HashSet<>();
        Chapter chapter = last.chapter();
        for (long at = chapter.directory().signedSize().value(); at < last.end(); at++) {
            leaves.add(leaf(chapter, at));
        }
        return leaves;
    }

    private static Hash leaf(Chapter chapter, long index) {
        return whole(
                chapter,
                () -> MerkleTree.leafHash(chapter.directory().entry(new EntryIndex(index))));
    }

    /// Names the journal whose files cannot be read.
    private static <T> T whole(Chapter chapter, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (JournalFault | JournalRefusal damaged) {
            throw new LedgerFault(
                    LedgerFault.Code.REFUSED_START,
                    "the files of journal "
                            + chapter.name()
                            + " are not whole: "
                            + damaged.getMessage()
                            + ". Look with journal verify, and bring its folder back from a copy.",
                    damaged);
        }
    }

    private static List<ReplayedEntry> read(
            Chapter chapter, long from, long end, ErasureCheck erasures) {
        List<ReplayedEntry> entries = new ArrayList<>();
        while (from + entries.size() < end) {
            EntryIndex at = new EntryIndex(from + entries.size());
            for (Stored stored : whole(chapter, () -> chapter.directory().readOn(at))) {
                if (from + entries.size() < end) {
                    ReplayedEntry entry = new ReplayedEntry(chapter, stored, erasures);
                    CentralReplay.requireKnown(entry);
                    entries.add(entry);
                }
            }
        }
        return entries;
    }
}
