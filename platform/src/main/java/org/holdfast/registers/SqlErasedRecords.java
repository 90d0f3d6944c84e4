// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.database.Database;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.SubjectHandle;
import org.jspecify.annotations.Nullable;

/// Erased records in PostgreSQL. Dead rows stay in the database's files until it reuses their
/// space, and in its log until that is recycled: see SECURITY.md.
final class SqlErasedRecords implements ErasedRecords {
    /// Keys in one statement.
    private static final int AT_ONCE = 1_000;

    private final Database database;

    SqlErasedRecords(Database database) {
        this.database = database;
    }

    private record Row(RecordRef ref, @Nullable Hash erased) {}

    @Override
    public Held lock(Tx tx, SubjectHandle subject) {
        Optional<Row> row =
                tx.jdbc()
                        .sql(
                                "select register, id, erased from registers.record"
                                        + " where subject = :subject for update")
                        .param("subject", subject.value())
                        .query((found, _) -> {
                            byte[] erased = found.getBytes(3);
                            return new Row(
                                    new RecordRef(
                                            found.getString(1), found.getObject(2, UUID.class)),
                                    erased == null ? null : Hash.of(erased));
                        })
                        .optional();
        if (row.isEmpty()) {
            return new Held.Unknown();
        }
        Hash erased = row.get().erased();
        return erased != null
                ? new Held.Erased(erased)
                : SqlVersions.one(tx.jdbc(), row.get().ref(), null, "")
                        .<Held>map(Held.Living::new)
                        .orElseGet(Held.Unknown::new);
    }

    @Override
    public void erase(Tx tx, RecordRef ref, Hash act) {
        tx.jdbc().sql("delete from registers.search where record = ?").param(ref.id()).update();
        tx.jdbc()
                .sql(
                        "update registers.version set canonical = null, valid_from = null,"
                                + " entered_at = null, entered_by = null where record = ?")
                .param(ref.id())
                .update();
        tx.jdbc()
                .sql("update registers.record set erased = ? where id = ? and erased is null")
                .params(act.bytes(), ref.id())
                .update();
    }

    @Override
    public List<RecordVersion> readable(Collection<KeyId> keys) {
        List<KeyId> all = List.copyOf(keys);
        List<RecordVersion> found = new ArrayList<>();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<byte[]> some =
                    all.subList(from, Math.min(all.size(), from + AT_ONCE)).stream()
                            .map(KeyId::bytes)
                            .toList();
            found.addAll(
                    SqlVersions.where(
                            database.jdbc(),
                            "r.record_key in (:keys) or r.papers_key in (:keys)",
                            some));
        }
        return found;
    }
}
