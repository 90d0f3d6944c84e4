// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Data keys in SQLite, wrapped with AES key wrap (RFC 3394).
///
/// Key ids begin with the millisecond of their making, so that new rows append to the tree of the
/// file: a million keys cost a million inserts at one end instead of a million random pages.
final class SqliteDataKeys implements DataKeys, AutoCloseable {
    private static final int REMEMBERED = 20_000;
    private static final int KEY_BYTES = 32;
    private static final List<String> SCHEMA =
            List.of(
                    "create table if not exists data_key ( id blob primary key, wrapped "
                            + "blob not null) without rowid",
                    Tombstones.SCHEMA,
                    "create table if not exists taken ( source text primary key, upto text "
                            + "not null) without rowid");

    private static final String FIND = "select wrapped from data_key where id = ?";

    private final Sqlite store;
    private final SecretKey master;
    private final Optional<RecoveryKey> recovery;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Map<KeyId, DataKey> recent = new Recent();
    private volatile Optional<Function<KeyId, Optional<byte[]>>> elsewhere = Optional.empty();

    SqliteDataKeys(
            Path file,
            SecretKey master,
            Optional<RecoveryKey> recovery,
            InstantSource clock,
            SecureRandom random) {
        this.recovery = recovery;
        this.store = new Sqlite(file, SCHEMA);
        this.master = master;
        this.clock = clock;
        this.random = random;
    }

    private static final class Recent extends LinkedHashMap<KeyId, DataKey> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(1024, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<KeyId, DataKey> eldest) {
            return size() > REMEMBERED;
        }
    }

    @Override
    public DataKey create() {
        return createAll(1).getFirst();
    }

    @Override
    public List<DataKey> createAll(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count: found " + count);
        }
        List<DataKey> keys = new ArrayList<>(count);
        List<byte[]> wrapped = new ArrayList<>(count);
        try {
            Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
            cipher.init(Cipher.WRAP_MODE, master);
            for (int i = 0; i < count; i++) {
                DataKey key = draw();
                keys.add(key);
                wrapped.add(cipher.wrap(key.key()));
            }
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot wrap a key", fault);
        }
        store.run(connection -> insert(connection, keys, wrapped));
        synchronized (recent) {
            keys.forEach(key -> recent.put(key.id(), key));
        }
        return keys;
    }

    private static int insert(Connection connection, List<DataKey> keys, List<byte[]> wrapped)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("insert into data_key (id, wrapped) values (?, ?)")) {
            for (int i = 0; i < keys.size(); i++) {
                statement.setBytes(1, keys.get(i).id().bytes());
                statement.setBytes(2, wrapped.get(i));
                statement.addBatch();
            }
            statement.executeBatch();
            return keys.size();
        }
    }

    private DataKey draw() {
        byte[] tail = new byte[10];
        random.nextBytes(tail);
        ByteBuffer id = ByteBuffer.allocate(16);
        id.putLong(0, clock.millis() << 16).put(6, tail);
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return new DataKey(KeyId.of(id.array()), new SecretKeySpec(key, "AES"));
    }

    @Override
    public Optional<DataKey> find(KeyId id) {
        synchronized (recent) {
            DataKey known = recent.get(id);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<DataKey> found = here(id);
        return found.isEmpty() && brought(id) ? here(id) : found;
    }

    /// Remembered inside the store's turn: an erasure that comes after cannot be overtaken.
    private Optional<DataKey> here(KeyId id) {
        return store.run(connection -> {
            Optional<DataKey> found = read(connection, id);
            synchronized (recent) {
                found.ifPresent(key -> recent.put(id, key));
            }
            return found;
        });
    }

    @Override
    public void elsewhere(Function<KeyId, Optional<byte[]>> source) {
        elsewhere = Optional.of(source);
    }

    /// Whether a key that was not here has come from elsewhere; never one that was erased here.
    private boolean brought(KeyId id) {
        if (elsewhere.isEmpty() || erasure(id).isPresent()) {
            return false;
        }
        Optional<byte[]> wrapped = elsewhere.get().apply(id);
        wrapped.ifPresent(key -> adoptAll(Map.of(id, key)));
        return wrapped.isPresent();
    }

    @Override
    public Map<KeyId, DataKey> findAll(Collection<KeyId> ids) {
        Map<KeyId, DataKey> all = new HashMap<>(allHere(ids));
        if (elsewhere.isPresent()) {
            for (KeyId id : ids) {
                if (!all.containsKey(id)) {
                    find(id).ifPresent(key -> all.put(id, key));
                }
            }
        }
        return all;
    }

    private Map<KeyId, DataKey> allHere(Collection<KeyId> ids) {
        return store.run(connection -> {
            Map<KeyId, DataKey> found = new HashMap<>();
            Cipher cipher = unwrapping();
            try (PreparedStatement statement = connection.prepareStatement(FIND)) {
                for (KeyId id : new LinkedHashSet<>(ids)) {
                    statement.setBytes(1, id.bytes());
                    try (ResultSet row = statement.executeQuery()) {
                        if (row.next()) {
                            found.put(id, new DataKey(id, unwrap(cipher, row.getBytes(1))));
                        }
                    }
                }
            }
            return found;
        });
    }

    private Optional<DataKey> read(Connection connection, KeyId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setBytes(1, id.bytes());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new DataKey(id, unwrap(unwrapping(), row.getBytes(1))))
                        : Optional.empty();
            }
        }
    }

    @Override
    public void adoptAll(Map<KeyId, byte[]> wrapped) {
        Cipher cipher = unwrapping();
        wrapped.values().forEach(key -> unwrap(cipher, key));
        store.run(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "insert or ignore into data_key (id, wrapped) select ?1, ?2 where not"
                                    + " exists (select 1 from tombstone where id = ?1)")) {
                for (Map.Entry<KeyId, byte[]> key : wrapped.entrySet()) {
                    statement.setBytes(1, key.getKey().bytes());
                    statement.setBytes(2, key.getValue());
                    statement.addBatch();
                }
                statement.executeBatch();
                return wrapped.size();
            }
        });
    }

    @Override
    public void adopt(DataKey opened) {
        try {
            Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
            cipher.init(Cipher.WRAP_MODE, master);
            adoptAll(Map.of(opened.id(), cipher.wrap(opened.key())));
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot wrap a key", fault);
        }
    }

    @Override
    public Optional<Recoverable> recoverable(KeyId id) {
        Optional<Recoverable> sealed =
                recovery.flatMap(
                        key -> find(id).map(found -> new Recoverable(key.id(), key.seal(found))));
        if (sealed.isPresent() && erasure(id).isPresent()) {
            recovery.ifPresent(key -> key.forget(id)); // erased while it was sealed
            return Optional.empty();
        }
        return sealed;
    }

    @Override
    public Optional<byte[]> wrapped(KeyId id) {
        Optional<byte[]> found = wrappedHere(id);
        return found.isEmpty() && brought(id) ? wrappedHere(id) : found;
    }

    private Optional<byte[]> wrappedHere(KeyId id) {
        return store.run(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select wrapped from data_key where id = ?")) {
                statement.setBytes(1, id.bytes());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
                }
            }
        });
    }

    private Cipher unwrapping() {
        try {
            Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
            cipher.init(Cipher.UNWRAP_MODE, master);
            return cipher;
        } catch (GeneralSecurityException fault) {
            throw new KeysFault(KeysFault.Code.CIPHER, "cannot unwrap keys", fault);
        }
    }

    private static SecretKey unwrap(Cipher cipher, byte[] wrapped) {
        try {
            return (SecretKey) cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
        } catch (GeneralSecurityException altered) {
            throw new KeysFault(KeysFault.Code.ALTERED, "a wrapped key was altered", altered);
        }
    }

    @Override
    public Erasure erase(KeyId id, String basis) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        return store.run(connection -> bury(connection, new Erasure(id, now, basis)));
    }

    /// Erases here what another store has erased, each at the time of its tombstone there. Durable
    /// when it returns.
    void eraseAll(List<Erasure> elsewhere) {
        store.run(connection -> {
            for (Erasure one : elsewhere) {
                bury(connection, one);
            }
            return elsewhere.size();
        });
    }

    private Erasure bury(Connection connection, Erasure wanted) throws SQLException {
        Optional<Erasure> before = Tombstones.find(connection, wanted.id());
        if (before.isPresent()) {
            return before.get();
        }
        try (PreparedStatement delete =
                connection.prepareStatement("delete from data_key where id = ?")) {
            delete.setBytes(1, wanted.id().bytes());
            delete.executeUpdate();
        }
        Tombstones.add(connection, wanted);
        synchronized (recent) {
            recent.remove(wanted.id());
        }
        recovery.ifPresent(key -> key.forget(wanted.id()));
        return wanted;
    }

    @Override
    public Optional<Erasure> erasure(KeyId id) {
        return store.run(connection -> Tombstones.find(connection, id));
    }

    @Override
    public List<Erasure> erasures() {
        return store.run(Tombstones::all);
    }

    @Override
    public Optional<Instant> taken(String source) {
        return store.run(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select upto from taken where source = ?")) {
                statement.setString(1, source);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? Optional.of(Instant.parse(row.getString(1)))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public void taken(String source, Instant upto) {
        store.run(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "insert or replace into taken (source, upto) values (?, ?)")) {
                statement.setString(1, source);
                statement.setString(2, upto.toString());
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public long count() {
        return store.run(connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement("select count(*) from data_key");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    @Override
    public void close() {
        store.close();
    }
}
