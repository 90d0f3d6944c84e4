// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.SubjectHandle;

/// Rows of many versions by COPY, for whoever brings in more than one at a time.
final class VersionRows {
    private static final int OID_INT4 = 23;

    static final List<String> INDEXES =
            List.of("search_grams", "search_name", "search_second", "search_birth");
    private static final List<String> MAKE_INDEXES =
            List.of(
                    "create index if not exists search_grams on registers.search using gin (grams)",
                    "create index if not exists search_name on registers.search (office, name_key)",
                    "create index if not exists search_second"
                            + " on registers.search (office, second_key)",
                    "create index if not exists search_birth on registers.search (office, birth)");

    private static final List<String> RECORD =
            List.of(
                    "id",
                    "register",
                    "office",
                    "version",
                    "leaf",
                    "subject",
                    "record_key",
                    "papers_key");
    private static final List<String> VERSION =
            List.of(
                    "record",
                    "version",
                    "office",
                    "canonical",
                    "valid_from",
                    "entered_at",
                    "entered_by",
                    "leaf");
    private static final List<String> SEARCH =
            List.of(
                    "record",
                    "register",
                    "office",
                    "subject",
                    "name",
                    "second",
                    "birth",
                    "address",
                    "restricted",
                    "status",
                    "name_key",
                    "second_key",
                    "folded",
                    "grams");

    /// One version with everything that its rows need.
    ///
    /// @param canonical byte for byte what the entry commits to; not to be changed
    /// @param subject of a person, with the search row
    @SuppressWarnings("ArrayRecordComponent") // a row is written, never compared
    record Row(
            RecordEntry entry,
            byte[] canonical,
            Hash leaf,
            RecordVersion.RecordKeys keys,
            Optional<SubjectHandle> subject,
            Optional<SearchRow> search) {
        Row withPapers(Optional<KeyId> papers) {
            return new Row(
                    entry,
                    canonical,
                    leaf,
                    new RecordVersion.RecordKeys(keys.record(), papers),
                    subject,
                    search);
        }
    }

    private VersionRows() {}

    /// The rows of versions.
    static void versions(Tx tx, List<Row> rows) {
        tx.copyIn(
                "registers.version",
                VERSION,
                rows,
                (out, row) -> {
                    RecordEntry entry = row.entry();
                    out.uuid(entry.ref().id())
                            .int8(entry.version())
                            .text(entry.office().value())
                            .bytes(row.canonical())
                            .date(entry.validFrom())
                            .instant(entry.enteredAt())
                            .text(entry.enteredBy())
                            .bytes(row.leaf().bytes());
                });
    }

    /// The heads of records and their search rows; none of them may be there already.
    static void heads(Tx tx, List<Row> rows) {
        tx.copyIn(
                "registers.record",
                RECORD,
                rows,
                (out, row) -> {
                    RecordEntry entry = row.entry();
                    Optional<KeyId> papers = row.keys().papers();
                    out.uuid(entry.ref().id())
                            .text(entry.ref().register())
                            .text(entry.office().value())
                            .int8(entry.version())
                            .bytes(row.leaf().bytes())
                            .text(row.subject().map(SubjectHandle::value).orElse(null))
                            .bytes(row.keys().record().bytes())
                            .bytes(papers.isPresent() ? papers.get().bytes() : null);
                });
        search(tx, rows.stream().filter(row -> row.search().isPresent()).toList());
    }

    private static void search(Tx tx, List<Row> rows) {
        tx.copyIn(
                "registers.search",
                SEARCH,
                rows,
                (out, row) -> {
                    RecordEntry entry = row.entry();
                    SearchRow search = row.search().orElseThrow();
                    out.uuid(entry.ref().id())
                            .text(entry.ref().register())
                            .text(entry.office().value())
                            .text(row.subject().orElseThrow().value())
                            .text(search.name())
                            .text(search.second())
                            .date(search.birth())
                            .text(search.address())
                            .bool(search.restricted())
                            .text(search.status())
                            .text(search.nameKey())
                            .text(search.secondKey())
                            .text(search.folded())
                            .bytes(binaryArray(search.grams()));
                });
    }

    /// The binary form of `integer[]` (PostgreSQL, array_send): dimensions, nulls, type, then each.
    private static byte[] binaryArray(List<Integer> values) {
        ByteBuffer out = ByteBuffer.allocate(20 + 8 * values.size());
        out.putInt(1).putInt(0).putInt(OID_INT4).putInt(values.size()).putInt(1);
        values.forEach(value -> out.putInt(4).putInt(value));
        return out.array();
    }

    /// Making the search indexes at the end is several times cheaper than keeping them up.
    static void dropIndexes(Tx tx) {
        INDEXES.forEach(index -> tx.jdbc().sql("drop index if exists registers." + index).update());
    }

    static void makeIndexes(Tx tx) {
        tx.jdbc().sql("set local maintenance_work_mem = '256MB'").update();
        MAKE_INDEXES.forEach(sql -> tx.jdbc().sql(sql).update());
    }

    /// Deletes all that a record has.
    static void delete(Tx tx, UUID id) {
        for (String where :
                List.of("search where record", "version where record", "record where id")) {
            tx.jdbc().sql("delete from registers." + where + " = :id").param("id", id).update();
        }
    }
}
