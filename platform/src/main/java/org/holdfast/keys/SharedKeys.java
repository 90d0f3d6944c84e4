// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What of a keys folder is the same at every site of one office: some files, and what the store of
/// data keys has.
final class SharedKeys {
    /// The office's id last: a folder that has it has all of them.
    private static final List<String> FILES = List.of("secret", "root.p12", "site");

    /// The office that runs on a store waits for its turn while a batch is read.
    private static final int BATCH = 5_000;

    /// Shorter than any id.
    private static final byte[] BEFORE_ALL = {0};

    private SharedKeys() {}

    static void copy(Path from, Path to) {
        KeyFiles files = new KeyFiles(to);
        for (String name : FILES) {
            byte[] shared = read(from.resolve(name));
            if (!Arrays.equals(files.once(name, () -> shared), shared)) {
                throw new KeysFault(
                        KeysFault.Code.ALTERED, to + " has keys of another office: " + name);
            }
        }
    }

    /// Keys first and tombstones last: what is erased between is erased here too. What is erased
    /// behind that, the other site's journals say.
    static long copyDataKeys(Path from, Path to, InstantSource clock, SecureRandom random) {
        byte[] secret = read(from.resolve("secret"));
        if (!Arrays.equals(secret, read(to.resolve("secret")))) {
            throw new KeysFault(KeysFault.Code.ALTERED, to + " has keys of another office");
        }
        Path store = from.resolve(LocalKeys.DATA_KEYS);
        if (!Files.exists(store)) {
            return 0;
        }
        try (Sqlite source = new Sqlite(store, List.of());
                SqliteDataKeys target =
                        LocalKeys.dataKeys(to, new MasterSecret(secret), clock, random)) {
            long altered = 0;
            SequencedMap<KeyId, byte[]> batch = batch(source, BEFORE_ALL);
            while (!batch.isEmpty()) {
                altered += target.adoptUnaltered(batch).size();
                batch = batch(source, batch.lastEntry().getKey().bytes());
            }
            target.eraseAll(source.run(Tombstones::all));
            return altered;
        }
    }

    private static SequencedMap<KeyId, byte[]> batch(Sqlite source, byte[] after) {
        return source.run(connection -> {
            SequencedMap<KeyId, byte[]> keys = new LinkedHashMap<>();
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "select id, wrapped from data_key where id > ? order by id limit ?")) {
                statement.setBytes(1, after);
                statement.setInt(2, BATCH);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        keys.put(KeyId.of(row.getBytes(1)), row.getBytes(2));
                    }
                }
            }
            return keys;
        });
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException fault) {
            throw new KeysFault(KeysFault.Code.STORE, "cannot read " + file, fault);
        }
    }
}
