// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.UUID;
import org.holdfast.database.Database;
import org.holdfast.database.Tx;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Handles;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.StateFold;

/// The register's side of the state digest: the newest versions as of a position of the journal,
/// read from rows. The handles are made anew from the records' ids, so a row under another record's
/// entry is found too.
final class SqlState {
    /// Erased versions come first and in order, so that a newer readable one takes their place.
    private static final String ERASED =
            """
            select e.entity, e.version, e.leaf from registers.erased e
            join registers.place p on p.leaf = e.leaf
            where (p.origin, p.index) <= (:origin, :index)
            order by e.version
            """;

    private static final String LIVE =
            """
            select distinct on (v.record) r.register, v.record, v.version, v.leaf
            from registers.version v
            join registers.record r on r.id = v.record
            join registers.place p on p.leaf = v.leaf
            where (p.origin, p.index) <= (:origin, :index)
            order by v.record, v.version desc
            """;

    private SqlState() {}

    static StateFold asOf(Database database, Handles handles, Position point) {
        return database.inSnapshot(tx -> fold(tx, handles, point));
    }

    private static StateFold fold(Tx tx, Handles handles, Position point) {
        StateFold fold = new StateFold();
        tx.jdbc()
                .sql(ERASED)
                .param("origin", SqlVersions.number(point))
                .param("index", point.index())
                .query(row -> {
                    fold.put(Handle.of(row.getBytes(1)), row.getLong(2), Hash.of(row.getBytes(3)));
                });
        tx.jdbc()
                .sql(LIVE)
                .param("origin", SqlVersions.number(point))
                .param("index", point.index())
                .query(row -> {
                    RecordRef ref = new RecordRef(row.getString(1), row.getObject(2, UUID.class));
                    fold.put(
                            RecordNames.entity(handles, ref),
                            row.getLong(3),
                            Hash.of(row.getBytes(4)));
                });
        return fold;
    }
}
