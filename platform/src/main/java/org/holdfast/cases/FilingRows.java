// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rows by which a filing is merged once. Stateless; every method runs in the transaction it is
/// given.
final class FilingRows {
    private static final String COLUMNS =
            "select leaf, journal, index, filed_at, operation, digest, state, reason,"
                    + " outcome::text, version, decision from cases.filing ";

    private FilingRows() {}

    /// A filing's row.
    ///
    /// @param version of the newest decision; 0 while the row is only claimed
    /// @param decision leaf hash of the newest decision's entry
    record Row(
            FiledRecord.Place place,
            Handle operation,
            String digest,
            FiledRecord.Decision state,
            String reason,
            Optional<ObjectNode> outcome,
            long version,
            Hash decision) {}

    /// Takes a filing's row; false when somebody has it. Two who come at once meet here: the second
    /// waits for the first's transaction.
    static boolean claim(Tx tx, FiledRecord.Place place, Handle operation, String digest) {
        return tx.jdbc()
                        .sql(
                                """
                                insert into cases.filing (leaf, journal, index, filed_at, operation,
                                    digest, state, reason, version, decision)
                                values (:leaf, :journal, :index, :at, :operation, :digest, 'held',
                                    'claimed', 0, :leaf) on conflict (leaf) do nothing
                                """)
                        .param("leaf", place.leaf().bytes())
                        .param("journal", place.journal())
                        .param("index", place.index())
                        .param("at", place.filedAt().atOffset(ZoneOffset.UTC))
                        .param("operation", operation.bytes())
                        .param("digest", digest)
                        .update()
                == 1;
    }

    /// Writes a decision, unless the row knows a later one.
    static void write(Tx tx, FiledRecord filed, Hash decision, long version) {
        tx.jdbc()
                .sql(
                        """
                        insert into cases.filing as f (leaf, journal, index, filed_at, operation,
                            digest, state, reason, outcome, version, decision)
                        values (:leaf, :journal, :index, :at, :operation, :digest, :state, :reason,
                            :outcome::jsonb, :version, :decision)
                        on conflict (leaf) do update set state = excluded.state,
                            reason = excluded.reason, outcome = excluded.outcome,
                            version = excluded.version, decision = excluded.decision
                        where f.version < excluded.version
                        """)
                .param("leaf", filed.place().leaf().bytes())
                .param("journal", filed.place().journal())
                .param("index", filed.place().index())
                .param("at", filed.place().filedAt().atOffset(ZoneOffset.UTC))
                .param("operation", filed.operation().bytes())
                .param("digest", filed.digest())
                .param("state", filed.decision().text())
                .param("reason", filed.reason())
                .param("outcome", filed.outcome().map(CanonicalJson::text).orElse(null))
                .param("version", version)
                .param("decision", decision.bytes())
                .update();
        tx.batch(
                "insert into cases.filing_record (record, leaf) values (?, ?) on conflict do nothing",
                filed.records().stream()
                        .map(record -> new Object[] {record.bytes(), filed.place().leaf().bytes()})
                        .toList());
    }

    /// The row of a filing, locked.
    static Optional<Row> lock(Tx tx, Hash leaf) {
        return tx.jdbc()
                .sql(COLUMNS + "where leaf = ? for update")
                .param(leaf.bytes())
                .query(FilingRows::row)
                .optional();
    }

    /// The sum of the versions of all decisions that the rows know: less than that of the journal's
    /// when some were lost.
    static long versions(Tx tx) {
        return tx.jdbc()
                .sql("select coalesce(sum(version), 0) from cases.filing")
                .query(Long.class)
                .single();
    }

    static List<Row> byOperation(Tx tx, Handle operation) {
        return tx.jdbc()
                .sql(COLUMNS + "where operation = ? and version > 0 order by filed_at, journal")
                .param(operation.bytes())
                .query(FilingRows::row)
                .list();
    }

    /// The rows of one request, wherever it was filed.
    static List<Row> byRequest(Tx tx, FilingBook.Request request) {
        return byOperation(tx, request.operation()).stream()
                .filter(row -> row.digest().equals(request.digest()))
                .toList();
    }

    /// Which request an entry was, when it has a row.
    static Optional<FilingBook.Request> request(Tx tx, Hash leaf) {
        return tx.jdbc()
                .sql(COLUMNS + "where leaf = ? and version > 0")
                .param(leaf.bytes())
                .query(FilingRows::row)
                .optional()
                .map(row -> new FilingBook.Request(row.operation(), row.digest()));
    }

    /// Other filings under the same name and index: one journal cannot have two there.
    static List<Row> othersAt(Tx tx, FiledRecord.Place place) {
        return tx.jdbc()
                .sql(COLUMNS + "where journal = ? and index = ? and leaf <> ? and version > 0")
                .params(place.journal(), place.index(), place.leaf().bytes())
                .query(FilingRows::row)
                .list();
    }

    /// Filings about any of these records that come before and are held.
    static List<Row> heldBefore(Tx tx, FiledRecord.Place place, Collection<Handle> records) {
        return tx.jdbc()
                .sql(
                        COLUMNS
                                + """
                                f where f.state = 'held' and f.version > 0 and f.leaf <> :leaf
                                  and (f.filed_at, f.journal, f.index) < (:at, :journal, :index)
                                  and exists (select 1 from cases.filing_record r
                                    where r.leaf = f.leaf and r.record in (:records))
                                """)
                .param("records", records.stream().map(Handle::bytes).toList())
                .param("leaf", place.leaf().bytes())
                .param("at", place.filedAt().atOffset(ZoneOffset.UTC))
                .param("journal", place.journal())
                .param("index", place.index())
                .query(FilingRows::row)
                .list();
    }

    /// Filings that are held for one of these reasons, in order.
    static List<Row> held(Tx tx, List<String> reasons) {
        return tx.jdbc()
                .sql(
                        COLUMNS
                                + "where state = 'held' and version > 0 and reason in (:reasons)"
                                + " order by filed_at, journal, index")
                .param("reasons", reasons)
                .query(FilingRows::row)
                .list();
    }

    /// The entries that an entered filing has made.
    static Set<Hash> leaves(ObjectNode outcome) {
        Set<Hash> leaves = new HashSet<>();
        for (JsonNode leaf : outcome.path("leaves")) {
            leaves.add(Hash.of(Base64.getDecoder().decode(leaf.asString(""))));
        }
        return leaves;
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        Instant at = row.getObject(4, OffsetDateTime.class).toInstant();
        String outcome = row.getString(9);
        return new Row(
                new FiledRecord.Place(
                        row.getString(2), row.getLong(3), Hash.of(row.getBytes(1)), at),
                Handle.of(row.getBytes(5)),
                row.getString(6),
                FiledRecord.Decision.of(row.getString(7)),
                row.getString(8),
                outcome == null ? Optional.empty() : Optional.of(parse(outcome)),
                row.getLong(10),
                Hash.of(row.getBytes(11)));
    }

    private static ObjectNode parse(String json) {
        return CanonicalJson.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
