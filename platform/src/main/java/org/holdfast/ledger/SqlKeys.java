// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
/// Thread-safe but for [#adoptNew].
final class SqlKeys implements RowKeys {
    private static final Logger LOG = LoggerFactory.getLogger(SqlKeys.class);

    private static final String SOURCE = "ledger.key";
    private static final int PAGE = 10_000;
    private static final byte[] NO_BYTES = {};
    private static final Duration OVERLAP = Duration.ofMinutes(1);
    private static final Duration TELL_EVERY = Duration.ofMinutes(1);

    private final DataKeys store;

    /// Up to when everything was taken since this start; the store is told later.
    private Optional<Instant> upto = Optional.empty();

    private Instant told = Instant.EPOCH;

    SqlKeys(DataKeys store) {
        this.store = store;
    }

    /// Puts the keys of entries beside their rows.
    void beside(Tx tx, Collection<KeyId> keys) {
        put(tx, keys, false);
    }

    /// Puts keys there that no entry of the rows is encrypted with; they stay until they are
    /// erased.
    void carry(Tx tx, Collection<KeyId> keys) {
        put(tx, keys, true);
    }

    private void put(Tx tx, Collection<KeyId> keys, boolean carried) {
        List<Object[]> rows =
                keys.stream()
                        .distinct()
                        .flatMap(id ->
                                store
                                        .wrapped(id)
                                        .map(wrapped -> new Object[] {id.bytes(), wrapped, carried})
                                        .stream())
                        .toList();
        if (!rows.isEmpty()) {
            tx.batch(
                    "insert into ledger.key (id, wrapped, carried) values (?, ?, ?) on conflict do"
                            + " nothing",
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

    /// Takes into this site's store what others have put there since that store was last told, and
    /// says so beside it. A transaction may become visible a while after its time, and the next
    /// primary's clock may be behind: the last minute is always read again. A store that was made
    /// again has been told nothing, and gets all that is there. For one thread.
    void adoptNew(Tx tx, char site) {
        Instant now =
                tx.jdbc().sql("select now()").query(OffsetDateTime.class).single().toInstant();
        Instant known = upto.orElseGet(() -> told(now));
        Instant from = known.isBefore(now) ? known : now;
        Page page = page(tx, from.minus(OVERLAP), NO_BYTES);
        adopt(page.keys());
        while (page.keys().size() == PAGE) {
            page = page(tx, page.made(), page.last());
            adopt(page.keys());
        }
        upto = Optional.of(now);
        if (Duration.between(told, now).abs().compareTo(TELL_EVERY) >= 0) {
            // each time is a commit that waits for the disk; behind a crash a little is read again
            store.taken(SOURCE, now);
            told = now;
        }
        tx.jdbc()
                .sql(
                        "insert into ledger.key_reader (site, upto) values (?, ?) on conflict (site)"
                                + " do update set upto = excluded.upto")
                .params(String.valueOf(site), now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// What the store was told before this start; nothing when a primary's clock was ahead then.
    private Instant told(Instant now) {
        return store.taken(SOURCE)
                .filter(time -> time.isBefore(now.plus(OVERLAP)))
                .orElse(Instant.EPOCH);
    }

    /// Some keys in the order of their making.
    ///
    /// @param made when the last of them was put there
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Page(Map<KeyId, byte[]> keys, Instant made, byte[] last) {}

    private static Page page(Tx tx, Instant made, byte[] behind) {
        Map<KeyId, byte[]> keys = new LinkedHashMap<>();
        AtomicReference<Page> end = new AtomicReference<>(new Page(keys, made, behind));
        tx.jdbc()
                .sql(
                        "select id, wrapped, made from ledger.key where (made, id) > (?, ?)"
                                + " order by made, id limit ?")
                .params(made.atOffset(ZoneOffset.UTC), behind, PAGE)
                .query(row -> {
                    keys.put(KeyId.of(row.getBytes(1)), row.getBytes(2));
                    Instant at = row.getObject(3, OffsetDateTime.class).toInstant();
                    end.set(new Page(keys, at, row.getBytes(1)));
                });
        return end.get();
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
        store.adoptUnaltered(all)
                .forEach(id -> LOG.error("key {} beside its row is left out: altered", id));
    }

    /// Erased keys go here too.
    static void erase(Tx tx, Collection<KeyId> ids) {
        tx.batch(
                "delete from ledger.key where id = ?",
                ids.stream().map(id -> new Object[] {id.bytes()}).toList());
    }

    /// Forgets keys that were put beside their rows before a moment and that every site has taken.
    /// Carried ones stay: no mirror keeps them, so whoever has lost its store finds them here only.
    static void forget(Tx tx, Instant before, int sites) {
        tx.jdbc()
                .sql(
                        "delete from ledger.key where not carried and made < ? and made < (select min(upto) -"
                                + " interval '5 minutes' from ledger.key_reader having count(*)"
                                + " >= ?)")
                .params(before.atOffset(ZoneOffset.UTC), sites)
                .update();
    }
}
