// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.cases.FilingBook.Request;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;

/// What filings were made behind, as the rows know it. One is bound to the filing that its node had
/// seen: to that request, wherever and however often it was filed, and not to another one that has
/// the same operation id. Thread-safe; every method runs in the transaction it is given.
final class FilingsBefore {
    private final FilingBook book;

    FilingsBefore(FilingBook book) {
        this.book = book;
    }

    /// The rows of the filing that one names; none while neither it nor a decision about it is
    /// here.
    List<FilingRows.Row> named(Tx tx, FilingRecord.After after) {
        Optional<Request> request =
                book.byLeaf(after.leaf())
                        .map(FilingBook.Line::request)
                        .or(() -> FilingRows.request(tx, after.leaf()));
        return request.map(one -> FilingRows.byRequest(tx, one)).orElse(List.of());
    }

    /// The entries of the central journal that the filing which one names has made, and those that
    /// that one names in turn.
    Set<Hash> made(Tx tx, FilingBook.Line line) {
        Set<Hash> made = new HashSet<>();
        for (FilingRecord.After one : book.behind(line)) {
            for (FilingRows.Row row : named(tx, one)) {
                row.outcome().map(FilingRows::leaves).ifPresent(made::addAll);
            }
        }
        return made;
    }

    /// Whether the filing of a row was made behind this one.
    boolean isBehind(FilingRows.Row row, FilingBook.Line line) {
        return book.byLeaf(row.place().leaf())
                .filter(held ->
                        book.behind(held).stream()
                                .map(FilingRecord.After::leaf)
                                .flatMap(leaf -> book.byLeaf(leaf).stream())
                                .anyMatch(one -> one.request().equals(line.request())))
                .isPresent();
    }

    /// Whether a row says that a filing is held about which somebody will decide. Not one that was
    /// erased, nor one that was lost and another entry stands for it, nor an entry of a request of
    /// which another entry was decided.
    boolean isHeld(Tx tx, FilingRows.Row row) {
        Hash leaf = row.place().leaf();
        return row.state() == FiledRecord.Decision.HELD
                && !book.isErased(leaf)
                && !book.isReplaced(leaf)
                && FilingRows.byRequest(tx, new Request(row.operation(), row.digest())).stream()
                        .map(FilingRows.Row::state)
                        .noneMatch(FilingsBefore::isEnd);
    }

    private static boolean isEnd(FiledRecord.Decision state) {
        return switch (state) {
            case ENTERED, REFUSED -> true;
            case HELD, REPEATED -> false;
        };
    }
}
