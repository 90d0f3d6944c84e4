// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Tx;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.KeyId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// Wrapped data keys on their way between sites, in the transaction of the change that made them.
/// Thread-safe.
final class SqlKeys {
    private static final Logger LOG = LoggerFactory.getLogger(SqlKeys.class);

    private final DataKeys store;

    SqlKeys(DataKeys store) {
        this.store = store;
    }

    /// Puts the keys of entries beside their rows.
    void beside(Tx tx, Collection<DataKey> keys) {
        List<Object[]> rows =
                keys.stream()
                        .map(DataKey::id)
                        .distinct()
                        .flatMap(id ->
                                store
                                        .wrapped(id)
                                        .map(wrapped -> new Object[] {id.bytes(), wrapped})
                                        .stream())
                        .toList();
        if (!rows.isEmpty()) {
            tx.batch(
                    "insert into ledger.key (id, wrapped) values (?, ?) on conflict do nothing",
                    rows);
        }
    }

    /// From now on a key that is not in this site's store is looked for in the database. While that
    /// does not answer, it is not found.
    void askedFor(Database database) {
        store.elsewhere(id -> {
            try {
                return database.inTransaction(tx -> find(tx, id));
            } catch (DatabaseFault | DataAccessException away) {
                LOG.warn("a key could not be looked for: {}", away.getMessage());
                return Optional.empty();
            }
        });
    }

    private static Optional<byte[]> find(Tx tx, KeyId id) {
        return tx.jdbc()
                .sql("select wrapped from ledger.key where id = ?")
                .param(id.bytes())
                .query((row, _) -> row.getBytes(1))
                .optional();
    }

    /// Takes all that are there into this site's store.
    void adoptAll(Tx tx) {
        Map<KeyId, byte[]> all = new HashMap<>();
        tx.jdbc()
                .sql("select id, wrapped from ledger.key")
                .query(row -> {
                    all.put(KeyId.of(row.getBytes(1)), row.getBytes(2));
                });
        store.adoptAll(all);
    }

    /// Erased keys go here too.
    static void erase(Tx tx, Collection<KeyId> ids) {
        tx.batch(
                "delete from ledger.key where id = ?",
                ids.stream().map(id -> new Object[] {id.bytes()}).toList());
    }

    /// Forgets keys that were put beside their rows before a moment.
    static void forget(Tx tx, Instant before) {
        tx.jdbc()
                .sql("delete from ledger.key where made < ?")
                .param(before.atOffset(ZoneOffset.UTC))
                .update();
    }
}
