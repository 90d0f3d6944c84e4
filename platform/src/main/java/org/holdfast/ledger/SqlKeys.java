// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.Tx;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.KeysFault;
import org.holdfast.ledger.SqlRows.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/// Wrapped data keys on their way between sites, in the transaction of the change that made them.
/// Thread-safe.
final class SqlKeys implements RowKeys {
    private static final Logger LOG = LoggerFactory.getLogger(SqlKeys.class);

    private final DataKeys store;

    SqlKeys(DataKeys store) {
        this.store = store;
    }

    /// Puts the keys of entries beside their rows.
    void beside(Tx tx, Collection<KeyId> keys) {
        List<Object[]> rows =
                keys.stream()
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
    /// does not answer, it is not found. By the connections of single reads: who asks may be in a
    /// transaction, and would wait for a second connection while others wait for a second one, too.
    void askedFor(Database database) {
        store.elsewhere(id -> {
            try {
                return database.pulse().ask(() -> find(database.reads(), id));
            } catch (DatabaseFault | DataAccessException away) {
                // each look at each entry that waits for its key comes here
                LOG.atLevel(database.pulse().isAway() ? Level.DEBUG : Level.WARN)
                        .log("a key could not be looked for: {}", away.getMessage());
                return Optional.empty();
            }
        });
    }

    private static Optional<byte[]> find(JdbcClient reads, KeyId id) {
        return reads.sql("select wrapped from ledger.key where id = ?")
                .param(id.bytes())
                .query((row, _) -> row.getBytes(1))
                .optional();
    }

    /// Takes into this site's store what others have put there since the last time, and says so
    /// beside it. A transaction may become visible a while after its time: the last minute is
    /// always read again.
    void adoptNew(Tx tx, char site) {
        OffsetDateTime now = tx.jdbc().sql("select now()").query(OffsetDateTime.class).single();
        Map<KeyId, byte[]> all = new HashMap<>();
        tx.jdbc()
                .sql(
                        "select id, wrapped from ledger.key where made >= coalesce((select upto"
                                + " from ledger.key_reader where site = ?), '-infinity')"
                                + " - interval '1 minute'")
                .param(String.valueOf(site))
                .query(row -> {
                    all.put(KeyId.of(row.getBytes(1)), row.getBytes(2));
                });
        adopt(all);
        tx.jdbc()
                .sql(
                        "insert into ledger.key_reader (site, upto) values (?, ?) on conflict (site)"
                                + " do update set upto = excluded.upto")
                .params(String.valueOf(site), now)
                .update();
    }

    /// A store that fails, or a key that was altered on its way, is said and holds nothing up: the
    /// entry cannot be opened here until [#adoptNew] or [#askedFor] has brought its key.
    @Override
    public void take(Tx tx, List<Row> rows) {
        byte[][] ids =
                rows.stream()
                        .flatMap(row -> Leaf.decode(row.stored().entry()).key().stream())
                        .distinct()
                        .map(KeyId::bytes)
                        .toArray(byte[][]::new);
        if (ids.length == 0) {
            return;
        }
        Map<KeyId, byte[]> all = new HashMap<>();
        tx.jdbc()
                .sql("select id, wrapped from ledger.key where id = any (?)")
                .param(new SqlArrayValue("bytea", (Object[]) ids))
                .query(row -> {
                    all.put(KeyId.of(row.getBytes(1)), row.getBytes(2));
                });
        try {
            adopt(all);
        } catch (KeysFault fault) {
            LOG.error("keys of {} rows could not be taken: {}", rows.size(), fault.getMessage());
        }
    }

    private void adopt(Map<KeyId, byte[]> all) {
        try {
            store.adoptAll(all);
        } catch (KeysFault one) {
            if (one.code() != KeysFault.Code.ALTERED) {
                throw one;
            }
            all.forEach(this::adoptUnlessAltered);
        }
    }

    private void adoptUnlessAltered(KeyId id, byte[] wrapped) {
        try {
            store.adoptAll(Map.of(id, wrapped));
        } catch (KeysFault fault) {
            if (fault.code() != KeysFault.Code.ALTERED) {
                throw fault;
            }
            LOG.error("key {} beside its row is left out: {}", id, fault.getMessage());
        }
    }

    /// Erased keys go here too.
    static void erase(Tx tx, Collection<KeyId> ids) {
        tx.batch(
                "delete from ledger.key where id = ?",
                ids.stream().map(id -> new Object[] {id.bytes()}).toList());
    }

    /// Forgets keys that were put beside their rows before a moment and that every site has taken.
    static void forget(Tx tx, Instant before, int sites) {
        tx.jdbc()
                .sql(
                        "delete from ledger.key where made < ? and made < (select min(upto) -"
                                + " interval '5 minutes' from ledger.key_reader having count(*)"
                                + " >= ?)")
                .params(before.atOffset(ZoneOffset.UTC), sites)
                .update();
    }
}
