// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.journal.NewEntry;
import org.holdfast.ledger.FoldedIndex.Place;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.support.SqlArrayValue;

/// The rows of the central journal. Stateless; every method runs in the transaction it is given.
final class SqlRows {
    /// An entry as its row holds it; `id` orders rows of one entity, `place` is given later.
    record Row(long id, Hash leaf, NewEntry stored) {}

    /// What is committed and not yet sequenced.
    ///
    /// @param since the time in the oldest entry
    record Backlog(long rows, Optional<Instant> since) {
        static final Backlog NONE = new Backlog(0, Optional.empty());
        static final Backlog UNKNOWN = new Backlog(-1, Optional.empty());

        /// How long the oldest one waits.
        Duration waits(Instant now) {
            return since.map(then -> Duration.between(then, now))
                    .filter(Duration::isPositive)
                    .orElse(Duration.ZERO);
        }
    }

    /// By the places of the rows and not by a join: the table's statistics are mostly of the moment
    /// when it was empty, and a join planned for no rows takes half a minute for 20,000.
    static final String TAKE =
            "delete from ledger.waiting where ctid = any (array("
                    + "select ctid from ledger.waiting order by id limit ?))"
                    + " returning id, leaf, entry, payload";

    private static final Duration FIGURES_WITHIN = Duration.ofSeconds(1);
    private static final List<String> WAITING = List.of("leaf", "entry", "payload");
    private static final List<String> ENTRY =
            List.of("origin", "position", "leaf", "entry", "payload");

    private static final RowMapper<Row> ROW =
            (row, _) ->
                    new Row(
                            row.getLong(1),
                            Hash.of(row.getBytes(2)),
                            new NewEntry(row.getBytes(3), List.of(row.getBytes(4))));

    private SqlRows() {}

    /// Nothing in the transaction sees the row: it goes to the server with the commit.
    static void insert(Tx tx, Envelope envelope) {
        NewEntry stored = envelope.stored();
        tx.withCommit(
                "insert into ledger.waiting (leaf, entry, payload) values (?, ?, ?)",
                envelope.hash().bytes(),
                stored.entry(),
                stored.blobs().getFirst());
    }

    static void insertAll(Tx tx, List<Envelope> envelopes) {
        tx.copyIn(
                "ledger.waiting",
                WAITING,
                envelopes,
                (row, envelope) ->
                        row.bytes(envelope.hash().bytes())
                                .bytes(envelope.stored().entry())
                                .bytes(envelope.stored().blobs().getFirst()));
    }

    /// Takes waiting rows out, oldest first; the rest is taken in the next round.
    static List<Row> take(Tx tx, int limit) {
        return tx.jdbc().sql(TAKE).param(limit).query(ROW).list().stream()
                .sorted(Comparator.comparingLong(Row::id))
                .toList();
    }

    /// Puts rows behind all that wait, in the order given.
    static void waitAgain(Tx tx, List<Row> rows) {
        tx.copyIn(
                "ledger.waiting",
                WAITING,
                rows,
                (out, row) ->
                        out.bytes(row.leaf().bytes())
                                .bytes(row.stored().entry())
                                .bytes(row.stored().blobs().getFirst()));
    }

    /// Takes out the rows of an origin from a position on.
    static void remove(Tx tx, int origin, long from) {
        tx.jdbc()
                .sql("delete from ledger.entry where origin = ? and position >= ?")
                .params(origin, from)
                .update();
    }

    /// Keeps sequenced rows at consecutive positions.
    static void keep(Tx tx, int origin, long first, List<Row> rows) {
        long[] next = {first};
        tx.copyIn(
                "ledger.entry",
                ENTRY,
                rows,
                (out, row) ->
                        out.int4(origin)
                                .int8(next[0]++)
                                .bytes(row.leaf().bytes())
                                .bytes(row.stored().entry())
                                .bytes(row.stored().blobs().getFirst()));
    }

    /// Rows of an origin from a position on, in order.
    static List<Row> read(Tx tx, int origin, long from, int limit) {
        return tx.jdbc()
                .sql(
                        "select position, leaf, entry, payload from ledger.entry"
                                + " where origin = ? and position >= ? order by position limit ?")
                .params(origin, from, limit)
                .query(ROW)
                .list();
    }

    /// The leaf hashes of all rows at or behind a place, in order.
    static List<Hash> leavesFrom(Tx tx, Place place, int limit) {
        return tx.jdbc()
                .sql(
                        "select leaf from ledger.entry where (origin, position) >= (?, ?)"
                                + " order by origin, position limit ?")
                .params(place.origin(), place.index(), limit)
                .query((row, _) -> Hash.of(row.getBytes(1)))
                .list();
    }

    /// A row without its payload, and where it is.
    record Placed(Place place, Row row) {}

    /// Rows behind a place, in order, without their payloads.
    static List<Placed> placedBehind(Tx tx, Place place, int limit) {
        return tx.jdbc()
                .sql(
                        "select position, leaf, entry, ''::bytea, origin from ledger.entry"
                                + " where (origin, position) > (?, ?)"
                                + " order by origin, position limit ?")
                .params(place.origin(), place.index(), limit)
                .query((row, number) -> {
                    Row read = ROW.mapRow(row, number);
                    return new Placed(new Place(row.getInt(5), read.id()), read);
                })
                .list();
    }

    /// What waits behind a number, oldest first, without payloads; all of it stays.
    static List<Row> waitingBehind(Tx tx, long id, int limit) {
        return tx.jdbc()
                .sql(
                        "select id, leaf, entry, ''::bytea from ledger.waiting where id > ?"
                                + " order by id limit ?")
                .params(id, limit)
                .query(ROW)
                .list();
    }

    /// Gives all rows at or behind a place new consecutive positions, from 1, in another origin.
    static int move(Tx tx, Place from, int origin) {
        return tx.jdbc()
                .sql(
                        "with moved as (select origin, position,"
                                + " row_number() over (order by origin, position) as place"
                                + " from ledger.entry where (origin, position) >= (?, ?))"
                                + " update ledger.entry e set origin = ?, position = moved.place"
                                + " from moved"
                                + " where e.origin = moved.origin and e.position = moved.position")
                .params(from.origin(), from.index(), origin)
                .update();
    }

    /// The highest position of an origin, 0 when it has none.
    static long highest(Tx tx, int origin) {
        return tx.jdbc()
                .sql("select coalesce(max(position), 0) from ledger.entry where origin = ?")
                .param(origin)
                .query(Long.class)
                .single();
    }

    /// Where the rows of an origin end.
    record End(long position, Hash leaf) {}

    /// The last row of each of these origins that has one, all in one statement that looks each of
    /// them up by the primary key: origins get many, and entries more.
    static Map<Integer, End> ends(Tx tx, List<Integer> origins) {
        Map<Integer, End> ends = new HashMap<>();
        tx.jdbc()
                .sql(
                        "select asked.origin, last.position, last.leaf"
                                + " from unnest(?) as asked(origin) cross join lateral"
                                + " (select e.position, e.leaf from ledger.entry e where e.origin ="
                                + " asked.origin order by e.position desc limit 1) last")
                .param(new SqlArrayValue("integer", origins.toArray()))
                .query(row -> {
                    ends.put(row.getInt(1), new End(row.getLong(2), Hash.of(row.getBytes(3))));
                });
        return ends;
    }

    static Optional<Row> at(Tx tx, Place place) {
        return read(tx, place.origin(), place.index(), 1).stream()
                .filter(row -> row.id() == place.index())
                .findFirst();
    }

    /// A row that is committed and not yet in the files. The table is short.
    static Optional<Row> waiting(Tx tx, Hash leaf) {
        return tx.jdbc()
                .sql("select id, leaf, entry, payload from ledger.waiting where leaf = ?")
                .param(leaf.bytes())
                .query(ROW)
                .optional();
    }

    /// A row that has its position, at or behind a place.
    static Optional<Row> kept(Tx tx, Place from, Hash leaf) {
        return tx.jdbc()
                .sql(
                        "select position, leaf, entry, payload from ledger.entry"
                                + " where (origin, position) >= (?, ?) and leaf = ?")
                .params(from.origin(), from.index(), leaf.bytes())
                .query(ROW)
                .optional();
    }

    /// Makes the payloads of rows zero bytes of the same length; returns how many were not.
    static long zero(Tx tx, List<Place> places) {
        if (places.isEmpty()) {
            return 0;
        }
        return tx.batch(
                "update ledger.entry set payload = decode(repeat('00', octet_length(payload)),"
                        + " 'hex') where origin = ? and position = ? and payload <> decode(repeat('00',"
                        + " octet_length(payload)), 'hex')",
                places.stream()
                        .map(place -> new Object[] {place.origin(), place.index()})
                        .toList());
    }

    /// Counts what waits. Figures are for people who look when something is wrong: nobody waits for
    /// a database that is away, or longer than a second.
    static Backlog backlogIn(Database database) {
        if (database.pulse().isAway()) {
            return Backlog.UNKNOWN;
        }
        try {
            return database.inTime(FIGURES_WITHIN, SqlRows::backlog);
        } catch (DatabaseFault | DataAccessException away) {
            return Backlog.UNKNOWN;
        }
    }

    private static Backlog backlog(Tx tx) {
        long rows = tx.jdbc().sql("select count(*) from ledger.waiting").query(Long.class).single();
        return new Backlog(
                rows,
                tx.jdbc()
                        .sql("select entry from ledger.waiting order by id limit 1")
                        .query((row, _) -> row.getBytes(1))
                        .optional()
                        .map(entry -> Instant.ofEpochSecond(Leaf.decode(entry).time())));
    }

    /// The newest row that waits, and the last that has its position.
    static Committed committed(Tx tx) {
        Optional<Hash> newest =
                tx.jdbc()
                        .sql("select leaf from ledger.waiting order by id desc limit 1")
                        .query((row, _) -> Hash.of(row.getBytes(1)))
                        .optional();
        return tx.jdbc()
                .sql(
                        "select origin, position from ledger.entry"
                                + " order by origin desc, position desc limit 1")
                .query((row, _) -> new Committed(newest, row.getInt(1), row.getLong(2)))
                .optional()
                .orElse(new Committed(newest, 0, 0));
    }

    /// Whether more entries wait than so many.
    static boolean moreWaitThan(Tx tx, int most) {
        return tx.jdbc()
                .sql("select exists (select 1 from ledger.waiting offset ? limit 1)")
                .param(most)
                .query(Boolean.class)
                .single();
    }

    static Place cursor(Tx tx, String reader) {
        tx.jdbc()
                .sql("insert into ledger.reader values (?, 0, 0) on conflict do nothing")
                .param(reader)
                .update();
        return tx.jdbc()
                .sql("select origin, position from ledger.reader where name = ? for update")
                .param(reader)
                .query((row, _) -> new Place(row.getInt(1), row.getLong(2)))
                .single();
    }

    static void moveCursor(Tx tx, String reader, Place place) {
        tx.jdbc()
                .sql("update ledger.reader set origin = ?, position = ? where name = ?")
                .params(place.origin(), place.index(), reader)
                .update();
    }
}
