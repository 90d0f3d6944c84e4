// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The acceptance number of every change, counted from the central journal as a stranger reads it
/// (decision 23): a change is the operation that `record` entries name; it counts where the first
/// of them is, in the office of that entry and the legal year of the time in it. Entries come in
/// the journal's order. Not thread-safe.
final class ChangeRanks {
    private static final String RECORD = "record";
    private static final String JAPAN = "jp-";
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    /// 年度 begins on 1 April.
    private static final int MONTHS_BEFORE_APRIL = 3;

    private final Map<String, Rank> byOperation = new HashMap<>();
    private final Map<String, String> operations = new HashMap<>();
    private final Map<Book, Long> last = new HashMap<>();

    /// A change's number among those of its office and legal year.
    record Rank(String office, int year, long number) {
        @Override
        public String toString() {
            return "%d of %s in %d".formatted(number, office, year);
        }
    }

    private record Book(String office, int year) {}

    /// The next entry of the central journal.
    ///
    /// @param leaf hash, hexadecimal
    void add(String leaf, EntryFields fields) {
        if (!fields.type().equals(RECORD) || fields.operation().length == 0) {
            return;
        }
        String operation = HexFormat.of().formatHex(fields.operation());
        operations.put(leaf, operation);
        if (!byOperation.containsKey(operation)) {
            Book book = new Book(fields.office(), legalYear(fields.office(), fields.time()));
            long number = last.merge(book, 1L, Long::sum);
            byOperation.put(operation, new Rank(book.office(), book.year(), number));
        }
    }

    /// In Korea the calendar's year, in Japan that which begins on 1 April.
    static int legalYear(String office, long seconds) {
        Instant at = Instant.ofEpochSecond(seconds);
        return office.startsWith(JAPAN)
                ? LocalDate.ofInstant(at, TOKYO).minusMonths(MONTHS_BEFORE_APRIL).getYear()
                : LocalDate.ofInstant(at, SEOUL).getYear();
    }

    /// The number of the change that made these entries; empty while none of them is shown.
    Optional<Rank> of(List<String> leaves) {
        return leaves.stream()
                .map(operations::get)
                .filter(operation -> operation != null)
                .findFirst()
                .map(byOperation::get);
    }

    /// By the operation in the leaf, hexadecimal.
    Map<String, Rank> all() {
        return byOperation;
    }
}
