// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.ledger.FoldedIndex.OfType;

/// Reads one type from the indexes over journals' files.
final class TypeReader implements EntryReader {
    private final List<FiledJournal> journals;
    private final int[] next;
    private final String type;

    TypeReader(List<? extends FiledJournal> journals, String type) {
        this.journals = List.copyOf(journals);
        this.next = new int[journals.size()];
        this.type = type;
    }

    @Override
    public synchronized List<StoredEntry> next() {
        List<StoredEntry> found = new ArrayList<>();
        int[] then = next.clone();
        for (int i = 0; i < then.length; i++) {
            FiledJournal journal = journals.get(i);
            OfType some = journal.index().ofType(type, then[i]);
            some.places().stream().map(journal::entry).forEach(found::add);
            then[i] = some.next();
        }
        // Behind everything that may fail: what could not be read is read at the next call.
        System.arraycopy(then, 0, next, 0, next.length);
        return found;
    }

    @Override
    public synchronized List<Position> upTo() {
        List<Position> last = new ArrayList<>();
        for (int i = 0; i < next.length; i++) {
            FiledJournal journal = journals.get(i);
            if (next[i] > 0) {
                FoldedIndex.Place place = journal.index().at(next[i] - 1);
                Chapter chapter = journal.chapter(place);
                last.add(new Position(chapter.name(), chapter.origin(), place.index()));
            }
        }
        return last;
    }
}
