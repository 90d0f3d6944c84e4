// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import static org.holdfast.testing.Waiting.until;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.database.Database;
import org.holdfast.keys.Keys;
import org.holdfast.offices.OfficeCode;
import org.holdfast.testing.HangingServer;
import org.holdfast.testing.TestKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A node's accounts with a copy of them, upon a real database that can be made to hang.
abstract class AtHangingDatabase {
    static final Duration HOUR = Duration.ofHours(1);
    static final Duration WEEK = Duration.ofDays(7);

    @TempDir private static Path server;
    static HangingServer hanging;
    private static final AtomicInteger MADE = new AtomicInteger();

    @TempDir Path folder;
    final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-03-02T00:00:00Z"));
    final InstantSource clock = now::get;
    Database database;
    Keys keys;
    Identity identity;

    @BeforeAll
    static void start() {
        hanging = new HangingServer(server);
    }

    @AfterAll
    static void stop() {
        hanging.close();
    }

    @BeforeEach
    void open() {
        String name = "identity_" + MADE.incrementAndGet();
        hanging.server().ensureDatabase(name);
        database = Database.open(hanging.server().settings(name, 4));
        database.migrate(List.of("identity"));
        database.watch();
        keys = TestKeys.open(folder);
        identity = opened();
    }

    Identity opened() {
        return Identity.open(
                Optional.of(folder.resolve("copy")), database, keys, clock, new SecureRandom());
    }

    @AfterEach
    void close() {
        hanging.goOn();
        identity.close();
        keys.close();
        database.close();
    }

    /// @param at which node adds the account
    Principal officer(Identity at, PersonRecord subject, String name) {
        return database.inTransaction(tx ->
                at.accounts()
                        .add(
                                tx,
                                new NewAccount(
                                        Role.OFFICER,
                                        Optional.of(new OfficeCode("kr-11110")),
                                        Optional.of(subject),
                                        name)));
    }

    void hang() {
        hanging.hang();
        until(() -> database.pulse().isAway());
    }
}
