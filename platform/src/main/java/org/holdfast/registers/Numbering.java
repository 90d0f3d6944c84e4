// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.Leaf;
import org.holdfast.offices.OfficeCode;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Which number a change has: the one rule, for PostgreSQL, the own copy and whoever compares them.
///
/// A change is the operation that `record` entries name; it counts where the first of them is in
/// the journal's order, in the office of that entry, in the legal year of the time in it. All of
/// that is in the leaf, which nothing ever takes away. Entries must come under a signed checkpoint,
/// in order, each once or again from the start; an operation that has its number keeps it. Rows and
/// cursor belong in one transaction, so that a death leaves both or neither.
///
/// The last number of each office and year has a row of its own beside the numbers. One row that is
/// lost or altered makes the two disagree, and then no number is given: [CopyReads.Altered].
final class Numbering {
    /// The name of the cursor in PostgreSQL.
    static final String READER = "numbers";

    /// In PostgreSQL.
    static final Numbering DATABASE = new Numbering("registers.acceptance");

    /// In the own copy.
    static final Numbering COPY = new Numbering("acceptance");

    private final String table;

    private Numbering(String table) {
        this.table = table;
    }

    /// A change, before it is counted.
    record Claim(Handle operation, OfficeCode office, int year) {}

    /// A change and its number.
    record Numbered(Handle operation, Acceptance acceptance) {
        /// As a row has it, in the order of [#insert].
        Object[] values() {
            return new Object[] {
                operation.bytes(),
                acceptance.office().value(),
                acceptance.year(),
                acceptance.number(),
                digest(operation.bytes(), acceptance)
            };
        }
    }

    /// The numbers of one office in one legal year.
    record Book(OfficeCode office, int year) {
        static Book of(Acceptance acceptance) {
            return new Book(acceptance.office(), acceptance.year());
        }

        @Override
        public String toString() {
            return year + " of " + office;
        }
    }

    /// What an entry claims a number for; empty for what is no change under an operation.
    static Optional<Claim> claim(Leaf leaf) {
        if (!leaf.type().equals(RecordEntry.TYPE)) {
            return Optional.empty();
        }
        return leaf.operation()
                .map(operation -> {
                    OfficeCode office = new OfficeCode(leaf.office());
                    Instant at = Instant.ofEpochSecond(leaf.time());
                    return new Claim(operation, office, office.country().legalYear(at));
                });
    }

    /// The numbers that entries give, in their order; of operations that have none yet.
    ///
    /// @param leaves in the journal's order, the next ones
    /// @throws CopyReads.Altered when a row that it counts on is not as it was written
    List<Numbered> next(JdbcClient jdbc, List<Leaf> leaves) {
        Map<Handle, Claim> claims = new LinkedHashMap<>();
        leaves.forEach(
                leaf -> claim(leaf).ifPresent(one -> claims.putIfAbsent(one.operation(), one)));
        if (claims.isEmpty()) {
            return List.of();
        }
        claims.keySet().removeAll(numbered(jdbc, claims.keySet()));
        Map<Book, Long> last = new HashMap<>();
        List<Numbered> made = new ArrayList<>();
        for (Claim claim : claims.values()) {
            Book book = new Book(claim.office(), claim.year());
            long number = last.computeIfAbsent(book, one -> highest(jdbc, one)) + 1;
            last.put(book, number);
            made.add(
                    new Numbered(
                            claim.operation(),
                            new Acceptance(claim.office(), claim.year(), number)));
        }
        return made;
    }

    private Set<Handle> numbered(JdbcClient jdbc, Set<Handle> operations) {
        return new HashSet<>(
                jdbc.sql("select operation from " + table + " where operation in (:operations)")
                        .param("operations", operations.stream().map(Handle::bytes).toList())
                        .query((row, _) -> Handle.of(row.getBytes(1)))
                        .list());
    }

    /// The last number that was given, said by two rows; 0 when there is neither.
    private long highest(JdbcClient jdbc, Book book) {
        long newest =
                jdbc.sql(
                                "select operation, office, year, number, digest from "
                                        + table
                                        + " where office = ? and year = ?"
                                        + " order by number desc limit 1")
                        .params(book.office().value(), book.year())
                        .query((row, _) -> read(row))
                        .optional()
                        .map(found -> found.acceptance().number())
                        .orElse(0L);
        long last =
                jdbc.sql(
                                "select office, year, number, digest from "
                                        + table
                                        + "_last where office = ? and year = ?")
                        .params(book.office().value(), book.year())
                        .query((row, _) -> readLast(row))
                        .optional()
                        .map(Acceptance::number)
                        .orElse(0L);
        if (newest != last) {
            throw new CopyReads.Altered(
                    "the last number given in %s is %d, and the newest row has %d"
                            .formatted(book, last, newest));
        }
        return newest;
    }

    /// The last number of every office and year.
    Map<Book, Long> lasts(JdbcClient jdbc) {
        Map<Book, Long> lasts = new HashMap<>();
        jdbc.sql("select office, year, number, digest from " + table + "_last")
                .query((row, _) -> readLast(row))
                .list()
                .forEach(last -> lasts.put(Book.of(last), last.number()));
        return lasts;
    }

    private static Acceptance readLast(ResultSet row) throws SQLException {
        Acceptance last =
                new Acceptance(new OfficeCode(row.getString(1)), row.getInt(2), row.getLong(3));
        if (!Arrays.equals(digest(new byte[0], last), row.getBytes(4))) {
            throw new CopyReads.Altered(
                    "the last number given in " + Book.of(last) + " was altered");
        }
        return last;
    }

    /// The statement that writes rows of [#lastValues].
    String insertLast() {
        return "insert into "
                + table
                + "_last (office, year, number, digest) values (?, ?, ?, ?) on conflict (office,"
                + " year) do update set number = excluded.number, digest = excluded.digest";
    }

    /// What says the last number of each office and year, once these are given.
    ///
    /// @param given by [#next]; written in the same transaction
    static List<Object[]> lastValues(List<Numbered> given) {
        Map<Book, Acceptance> lasts = new LinkedHashMap<>();
        given.forEach(one -> lasts.put(Book.of(one.acceptance()), one.acceptance()));
        return lasts.values().stream()
                .map(last ->
                        new Object[] {
                            last.office().value(),
                            last.year(),
                            last.number(),
                            digest(new byte[0], last)
                        })
                .toList();
    }

    /// The statement that writes [Numbered#values]. A number that is there already is refused by
    /// the table.
    String insert() {
        return "insert into "
                + table
                + " (operation, office, year, number, digest)"
                + " values (?, ?, ?, ?, ?)";
    }

    /// The number of an operation's change.
    ///
    /// @throws CopyReads.Altered when the row is not as it was written
    Optional<Acceptance> find(JdbcClient jdbc, Handle operation) {
        return jdbc.sql(
                        "select operation, office, year, number, digest from "
                                + table
                                + " where operation = ?")
                .param(operation.bytes())
                .query((row, _) -> read(row))
                .optional()
                .map(Numbered::acceptance);
    }

    /// All rows.
    List<Numbered> all(JdbcClient jdbc) {
        return jdbc.sql("select operation, office, year, number, digest from " + table)
                .query((row, _) -> read(row))
                .list();
    }

    private static Numbered read(ResultSet row) throws SQLException {
        Handle operation = Handle.of(row.getBytes(1));
        Acceptance acceptance =
                new Acceptance(new OfficeCode(row.getString(2)), row.getInt(3), row.getLong(4));
        if (!Arrays.equals(digest(operation.bytes(), acceptance), row.getBytes(5))) {
            throw new CopyReads.Altered("the number of operation " + operation + " was altered");
        }
        return new Numbered(operation, acceptance);
    }

    /// SQLite notices no flipped bit, and a wrong number looks like any other.
    private static byte[] digest(byte[] id, Acceptance acceptance) {
        byte[] office = acceptance.office().value().getBytes(StandardCharsets.US_ASCII);
        return CopyRows.digest(
                ByteBuffer.allocate(id.length + Integer.BYTES + Long.BYTES + office.length)
                        .put(id)
                        .putInt(acceptance.year())
                        .putLong(acceptance.number())
                        .put(office)
                        .array());
    }
}
