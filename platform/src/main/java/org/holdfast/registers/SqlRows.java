// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import tools.jackson.databind.node.ObjectNode;

/// Writes the rows of one version: the version itself, the record's head, the search row.
final class SqlRows {
    private static final String NEW_RECORD =
            """
            insert into registers.record
                (id, register, office, version, leaf, subject, record_key, papers_key)
            values (:id, :register, :office, 1, :leaf, :subject, :record_key, :papers_key)
            on conflict (id) do nothing
            """;
    private static final String NEXT_RECORD =
            """
            update registers.record set office = :office, version = :version, leaf = :leaf
            where id = :id
            """;
    private static final String VERSION =
            """
            insert into registers.version (record, version, office, canonical,
                valid_from, entered_at, entered_by, leaf)
            values (:id, :version, :office, :canonical,
                :valid_from, :entered_at, :entered_by, :leaf)
            """;
    private static final String SEARCH =
            """
            insert into registers.search (record, register, office, subject, name, second, birth,
                address, restricted, status, name_key, second_key, folded, grams)
            values (:id, :register, :office, :subject, :name, :second, :birth,
                :address, :restricted, :status, :name_key, :second_key, :folded,
                cast(:grams as integer[]))
            on conflict (record) do update set office = excluded.office, name = excluded.name,
                second = excluded.second, birth = excluded.birth, address = excluded.address,
                restricted = excluded.restricted, status = excluded.status,
                name_key = excluded.name_key, second_key = excluded.second_key,
                folded = excluded.folded, grams = excluded.grams
            """;

    private SqlRows() {}

    /// @throws IllegalStateException when somebody else began the same record meanwhile: nothing of
    ///   this transaction may stay then
    static void write(
            Tx tx,
            RecordEntry entry,
            Hash leaf,
            RecordVersion.RecordKeys keys,
            Optional<SubjectHandle> subject) {
        if (entry.version() == 1) {
            int begun =
                    tx.jdbc()
                            .sql(NEW_RECORD)
                            .param("id", entry.ref().id())
                            .param("register", entry.ref().register())
                            .param("office", entry.office().value())
                            .param("leaf", leaf.bytes())
                            .param("subject", subject.map(SubjectHandle::value).orElse(null))
                            .param("record_key", keys.record().bytes())
                            .param("papers_key", keys.papers().map(KeyId::bytes).orElse(null))
                            .update();
            if (begun == 0) {
                throw new IllegalStateException("the same new record was begun twice at once");
            }
        } else {
            tx.jdbc()
                    .sql(NEXT_RECORD)
                    .param("id", entry.ref().id())
                    .param("office", entry.office().value())
                    .param("version", entry.version())
                    .param("leaf", leaf.bytes())
                    .update();
        }
        version(tx, entry, leaf);
        subject.ifPresent(name -> search(tx, entry, name));
    }

    private static void version(Tx tx, RecordEntry entry, Hash leaf) {
        ObjectNode content = entry.content();
        tx.jdbc()
                .sql(VERSION)
                .param("id", entry.ref().id())
                .param("version", entry.version())
                .param("office", entry.office().value())
                .param("canonical", CanonicalJson.bytes(content))
                .param("valid_from", entry.validFrom())
                .param("entered_at", entry.enteredAt().atOffset(ZoneOffset.UTC))
                .param("entered_by", entry.enteredBy())
                .param("leaf", leaf.bytes())
                .update();
    }

    private static void search(Tx tx, RecordEntry entry, SubjectHandle subject) {
        SearchRow row = SearchRow.of(entry.office().value(), entry.facts());
        tx.jdbc()
                .sql(SEARCH)
                .param("id", entry.ref().id())
                .param("register", entry.ref().register())
                .param("office", entry.office().value())
                .param("subject", subject.value())
                .param("name", row.name())
                .param("second", row.second())
                .param("birth", row.birth())
                .param("address", row.address())
                .param("restricted", row.restricted())
                .param("status", row.status())
                .param("name_key", row.nameKey())
                .param("second_key", row.secondKey())
                .param("folded", row.folded())
                .param("grams", arrayText(row.grams()))
                .update();
    }

    private static String arrayText(List<Integer> grams) {
        return grams.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }
}
