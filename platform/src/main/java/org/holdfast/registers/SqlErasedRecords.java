// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.database.Database;
import org.holdfast.database.Tx;
import org.holdfast.keys.Handles;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.SubjectHandle;
import org.jspecify.annotations.Nullable;

/// Erased records in PostgreSQL. Dead rows stay in the database's files until it reuses their
/// space, and in its log until that is recycled: see SECURITY.md.
final class SqlErasedRecords implements ErasedRecords {
    /// Keys in one statement.
    private static final int AT_ONCE = 1_000;

    private final Database database;
    private final Handles handles;

    SqlErasedRecords(Database database, Handles handles) {
        this.database = database;
        this.handles = handles;
    }

    /// Whoever waited for an erasure finds no record and then what the erasure has left.
    @Override
    public Held lock(Tx tx, SubjectHandle subject) {
        Optional<RecordRef> ref =
                tx.jdbc()
                        .sql(
                                "select register, id from registers.record"
                                        + " where subject = :subject for update")
                        .param("subject", subject.value())
                        .query((row, _) ->
                                new RecordRef(row.getString(1), row.getObject(2, UUID.class)))
                        .optional();
        if (ref.isPresent()) {
            return SqlVersions.one(tx.jdbc(), ref.get(), null, "")
                    .<Held>map(Held.Living::new)
                    .orElseGet(Held.Unknown::new);
        }
        boolean erased =
                tx.jdbc()
                        .sql(
                                "select exists (select 1 from registers.erased"
                                        + " where subject = :subject)")
                        .param("subject", subject.value())
                        .query(Boolean.class)
                        .single();
        return erased ? new Held.Erased() : new Held.Unknown();
    }

    @Override
    public void erase(Tx tx, RecordRef ref) {
        @Nullable String subject = ref.person() ? RecordNames.subject(handles, ref).value() : null;
        tx.jdbc()
                .sql(
                        "insert into registers.erased (entity, version, leaf, subject)"
                                + " select :entity, version, leaf, :subject from registers.version"
                                + " where record = :id on conflict (entity, version)"
                                + " do update set subject = excluded.subject")
                .param("entity", RecordNames.entity(handles, ref).bytes())
                .param("subject", subject, Types.VARCHAR)
                .param("id", ref.id())
                .update();
        VersionRows.delete(tx, ref.id());
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
