// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseSettings;
import org.holdfast.database.EmbeddedServer;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysSettings;
import org.holdfast.ledger.EntryDraft;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.offices.OfficeCode;
import org.holdfast.offices.Offices;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The parts of an office that a journal needs, and nothing else: database server, keys, ledger, in
/// one folder, with the durability of an office. Beside the ledger stand tables of the bench's own:
/// accounts to update, and rows as the ledger's for the baseline.
final class JournalStand implements AutoCloseable {
    /// As pgbench has them at scale 1.
    static final int ACCOUNTS = 100_000;

    /// So many bytes of the JSON are not the note.
    private static final int AROUND_NOTE = 11;

    private static final String DATABASE = "bench";

    private final EmbeddedServer server;
    private final DatabaseSettings settings;
    private final Database database;
    private final Keys keys;
    private final Ledger ledger;
    private final DataKey key;
    private final SecureRandom random = new SecureRandom();

    private JournalStand(Path folder, EmbeddedServer server, int connections) {
        this.server = server;
        server.ensureDatabase(DATABASE);
        this.settings = server.settings(DATABASE, connections);
        this.database = Database.open(settings);
        database.migrate(List.of("ledger"));
        InstantSource clock = InstantSource.system();
        this.keys =
                Keys.open(
                        new KeysSettings(folder.resolve("keys"), true),
                        Offices.standard(),
                        clock,
                        random);
        this.key = keys.dataKeys().create();
        this.ledger =
                Ledger.open(LedgerSettings.of(folder.resolve("journals")), database, keys, clock);
    }

    /// Opens everything in a new folder.
    ///
    /// @param connections to the database at most
    static JournalStand open(Path folder, int connections) {
        EmbeddedServer server = EmbeddedServer.start(folder.resolve("postgres"));
        JournalStand stand = new JournalStand(folder, server, connections);
        stand.makeTables();
        return stand;
    }

    private void makeTables() {
        for (String sql :
                List.of(
                        "create schema bench",
                        "create table bench.account (id int primary key, balance bigint not null,"
                                + " filler text not null)",
                        "insert into bench.account select i, 0, repeat('x', 84)"
                                + " from generate_series(1, "
                                + ACCOUNTS
                                + ") i",
                        "create table bench.plain" + " (like ledger.waiting including all)",
                        "vacuum (analyze) bench.account")) {
            database.jdbc().sql(sql).update();
        }
    }

    Database database() {
        return database;
    }

    DatabaseSettings settings() {
        return settings;
    }

    Ledger ledger() {
        return ledger;
    }

    /// A change of a record of its own, whose content has `payload` bytes, at least a dozen. Stored
    /// it is 60 bytes longer: salt, nonce and tag.
    EntryDraft draft(RandomGenerator chance, int payload) {
        byte[] name = new byte[16];
        chance.nextBytes(name);
        return draft("record", 1, Handle.of(name), payload);
    }

    /// A paper, for the node journal.
    EntryDraft paper(RandomGenerator chance, int payload) {
        byte[] name = new byte[16];
        chance.nextBytes(name);
        return draft("paper", 0, Handle.of(name), payload);
    }

    private EntryDraft draft(String type, long version, Handle entity, int payload) {
        ObjectNode content = JsonMapper.shared().createObjectNode();
        content.put("note", "n".repeat(Math.max(1, payload - AROUND_NOTE)));
        return new EntryDraft(
                type,
                new OfficeCode("kr-11110"),
                entity,
                version,
                Optional.empty(),
                Optional.of(key),
                content,
                Optional.of(keys.handles().of("operation", entity.bytes())));
    }

    /// Bytes of the content as somebody gave it.
    static int given(EntryDraft draft) {
        return draft.content().toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /// Lengths of leaf, entry and payload of the newest row.
    int[] lengths() {
        return database.jdbc()
                .sql(
                        "select octet_length(leaf), octet_length(entry), octet_length(payload)"
                                + " from ledger.entry order by origin desc, position desc limit 1")
                .query((row, _) -> new int[] {row.getInt(1), row.getInt(2), row.getInt(3)})
                .single();
    }

    @Override
    public void close() {
        ledger.close();
        keys.close();
        database.close();
        server.close();
    }
}
