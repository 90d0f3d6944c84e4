// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handles;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.ErasureAct;
import org.holdfast.ledger.Leaf;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.StoredEntry;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/// Folds entries of the central journal into the rows of the own copy, one by one and in order.
/// Every method runs in the transaction it is given, in which the cursor moves too.
final class CopyRows {
    private final Handles handles;

    CopyRows(Handles handles) {
        this.handles = handles;
    }

    /// The rows do not go with the journal: a version is missing, or is another one.
    static final class Gap extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Gap(String message) {
            super(message);
        }
    }

    /// The last entry folded; empty for an empty copy.
    ///
    /// @param leaf its leaf hash
    record Cursor(Position position, Hash leaf) {}

    static Optional<Cursor> cursor(JdbcClient jdbc) {
        return jdbc.sql("select journal, origin, position, leaf from cursor")
                .query((row, _) ->
                        new Cursor(
                                new Position(row.getString(1), row.getString(2), row.getLong(3)),
                                Hash.of(row.getBytes(4))))
                .optional();
    }

    /// Folds one entry and moves the cursor to it.
    ///
    /// @throws Gap when what is there is not what the entry follows upon
    /// @throws LedgerFault when the entry cannot be opened and nothing says that it was erased
    void fold(JdbcClient jdbc, StoredEntry entry) {
        Position position = entry.position().orElseThrow();
        if (entry.leaf().type().equals(RecordEntry.TYPE)) {
            // Before its content is asked for: what was erased keeps its number.
            number(jdbc, entry.leaf());
            record(jdbc, entry, position);
        } else if (entry.leaf().type().equals(ErasureAct.TYPE)) {
            erase(jdbc, ErasureAct.of(entry).order());
        }
        jdbc.sql(
                        "insert or replace into cursor (one, journal, origin, position, leaf)"
                                + " values (1, ?, ?, ?, ?)")
                .params(
                        position.journal(),
                        position.origin(),
                        position.index(),
                        entry.leafHash().bytes())
                .update();
    }

    private static void number(JdbcClient jdbc, Leaf leaf) {
        List<Numbering.Numbered> given = Numbering.COPY.next(jdbc, List.of(leaf));
        for (Numbering.Numbered one : given) {
            jdbc.sql(Numbering.COPY.insert()).params(one.values()).update();
        }
        for (Object[] last : Numbering.lastValues(given)) {
            jdbc.sql(Numbering.COPY.insertLast()).params(last).update();
        }
    }

    private void record(JdbcClient jdbc, StoredEntry entry, Position position) {
        Optional<ObjectNode> content = entry.openUnlessErased();
        if (content.isEmpty()) {
            bury(jdbc, entry.leaf(), entry.leafHash());
            return;
        }
        RecordEntry record = RecordEntry.read(content.get());
        Leaf leaf = entry.leaf();
        if (!RecordNames.entity(handles, record.ref()).equals(leaf.entity())
                || record.version() != leaf.entityVersion()) {
            throw new LedgerFault(
                    LedgerFault.Code.CORRUPT,
                    "entry %d is of another record or version than its leaf"
                            .formatted(position.index()));
        }
        requireChained(jdbc, record, leaf);
        byte[] canonical = CanonicalJson.bytes(content.get());
        String id = record.ref().id().toString();
        head(jdbc, record, entry);
        jdbc.sql(
                        "insert into version (record, version, canonical, digest, leaf, origin,"
                                + " position) values (?, ?, ?, ?, ?, ?, ?)")
                .params(
                        id,
                        record.version(),
                        canonical,
                        digest(canonical),
                        entry.leafHash().bytes(),
                        SqlVersions.number(position),
                        position.index())
                .update();
        jdbc.sql("insert or ignore into origin (number, name, origin) values (?, ?, ?)")
                .params(SqlVersions.number(position), position.journal(), position.origin())
                .update();
        if (record.ref().person()) {
            search(jdbc, record);
        }
    }

    /// Each entry of a record names the leaf of the one before it, so a prefix has no holes.
    private void requireChained(JdbcClient jdbc, RecordEntry record, Leaf leaf) {
        Optional<Hash> newest =
                jdbc.sql("select leaf from record where id = ? and version = ?")
                        .params(record.ref().id().toString(), record.version() - 1)
                        .query((row, _) -> Hash.of(row.getBytes(1)))
                        .optional();
        if (record.version() > 1 && !newest.equals(leaf.previous())) {
            throw new Gap(
                    "%s version %d follows upon none that is here"
                            .formatted(record.ref(), record.version()));
        }
    }

    private void head(JdbcClient jdbc, RecordEntry record, StoredEntry entry) {
        String id = record.ref().id().toString();
        if (record.version() > 1) {
            jdbc.sql("update record set office = ?, version = ?, leaf = ? where id = ?")
                    .params(record.office().value(), record.version(), entry.leafHash().bytes(), id)
                    .update();
            return;
        }
        KeyId key =
                entry.leaf()
                        .key()
                        .orElseThrow(() ->
                                new LedgerFault(
                                        LedgerFault.Code.CORRUPT, "a record without a key"));
        Optional<SubjectHandle> subject =
                record.ref().person()
                        ? Optional.of(RecordNames.subject(handles, record.ref()))
                        : Optional.empty();
        jdbc.sql(
                        "insert into record (id, register, office, version, leaf, subject,"
                                + " record_key, papers_key)"
                                + " values (:id, :register, :office, 1, :leaf, :subject, :key, :papers)")
                .param("id", id)
                .param("register", record.ref().register())
                .param("office", record.office().value())
                .param("leaf", entry.leafHash().bytes())
                .param("subject", subject.map(SubjectHandle::value).orElse(null))
                .param("key", key.bytes())
                .param("papers", record.papersKey().map(KeyId::bytes).orElse(null))
                .update();
    }

    private void search(JdbcClient jdbc, RecordEntry record) {
        SearchRow row = SearchRow.of(record.office().value(), record.facts());
        jdbc.sql(
                        "insert or replace into search (record, register, office, subject, name,"
                                + " second, birth, address, restricted, status, name_key, second_key,"
                                + " folded) values (:id, :register, :office, :subject, :name, :second,"
                                + " :birth, :address, :restricted, :status, :name_key, :second_key,"
                                + " :folded)")
                .param("id", record.ref().id().toString())
                .param("register", record.ref().register())
                .param("office", record.office().value())
                .param("subject", RecordNames.subject(handles, record.ref()).value())
                .param("name", row.name())
                .param("second", row.second())
                .param("birth", row.birth().toString())
                .param("address", row.address())
                .param("restricted", row.restricted() ? 1 : 0)
                .param("status", row.status())
                .param("name_key", row.nameKey())
                .param("second_key", row.secondKey())
                .param("folded", row.folded())
                .update();
    }

    /// What stays of an erased version, as in the database.
    private static void bury(JdbcClient jdbc, Leaf leaf, Hash hash) {
        jdbc.sql("insert or replace into erased (entity, version, leaf) values (?, ?, ?)")
                .params(leaf.entity().bytes(), leaf.entityVersion(), hash.bytes())
                .update();
    }

    private void erase(JdbcClient jdbc, ErasureAct.Order order) {
        for (KeyId key : order.keys()) {
            jdbc.sql("select register, id from record where record_key = ?")
                    .param(key.bytes())
                    .query((row, _) -> ref(row.getString(1), row.getString(2)))
                    .list()
                    .forEach(ref -> takeOut(jdbc, ref));
        }
        for (Hash leaf : order.entries()) {
            jdbc.sql(
                            "select r.register, r.id from version v join record r on r.id ="
                                    + " v.record where v.leaf = ?")
                    .param(leaf.bytes())
                    .query((row, _) -> ref(row.getString(1), row.getString(2)))
                    .list()
                    .forEach(ref -> takeOut(jdbc, ref));
        }
    }

    private static RecordRef ref(String register, String id) {
        return new RecordRef(register, UUID.fromString(id));
    }

    private void takeOut(JdbcClient jdbc, RecordRef ref) {
        String id = ref.id().toString();
        jdbc.sql(
                        "insert or replace into erased (entity, version, leaf)"
                                + " select ?, version, leaf from version where record = ?")
                .params(RecordNames.entity(handles, ref).bytes(), id)
                .update();
        for (String table : List.of("version", "search")) {
            jdbc.sql("delete from " + table + " where record = ?").param(id).update();
        }
        jdbc.sql("delete from record where id = ?").param(id).update();
    }

    /// SHA-256.
    static byte[] digest(byte[] canonical) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(canonical);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
