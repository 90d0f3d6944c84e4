// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.database.Database;
import org.holdfast.database.DatabaseFault;
import org.holdfast.database.DatabaseSettings;
import org.holdfast.database.EmbeddedServer;
import org.jspecify.annotations.Nullable;

/// A fresh, migrated database for a test class, on one embedded server per test JVM: `static final
/// TestDatabase DB = TestDatabase.fresh("identity");` and `@AfterAll DB.close()`. Without `close`
/// it is dropped with the next run. Databases with the same modules are copies of one template, so
/// a second one costs a fraction of a second.
public final class TestDatabase implements AutoCloseable {
    private static final int SLOTS = 8;
    private static final int CONNECTIONS = 10;
    private static final Map<List<String>, String> TEMPLATES = new HashMap<>();
    private static @Nullable EmbeddedServer server;
    private static int made;

    private final EmbeddedServer home;
    private final String name;
    private final Database database;

    private TestDatabase(EmbeddedServer home, String name) {
        this.home = home;
        this.name = name;
        this.database = Database.open(settings());
    }

    /// @param modules in arrow order; each with its own schema and its scripts in `db/<module>`
    public static TestDatabase fresh(String... modules) {
        synchronized (TEMPLATES) {
            EmbeddedServer home = server();
            String template =
                    TEMPLATES.computeIfAbsent(List.of(modules), list -> template(home, list));
            made++;
            String name = "test_" + made;
            home.dropDatabase(name);
            home.copyDatabase(template, name);
            return new TestDatabase(home, name);
        }
    }

    private static String template(EmbeddedServer home, List<String> modules) {
        String name = "template_" + (TEMPLATES.size() + 1);
        home.dropDatabase(name);
        home.ensureDatabase(name);
        try (Database database = Database.open(home.settings(name, 2))) {
            database.migrate(modules);
        }
        return name;
    }

    /// The server of this JVM; stopped when the JVM ends.
    public static EmbeddedServer server() {
        synchronized (TEMPLATES) {
            if (server == null) {
                EmbeddedServer started = firstFree();
                Runtime.getRuntime().addShutdownHook(new Thread(started::close));
                server = started;
            }
            return server;
        }
    }

    private static EmbeddedServer firstFree() {
        for (int slot = 1; slot < SLOTS; slot++) {
            try {
                return EmbeddedServer.start(target().resolve("test-postgres-" + slot), binaries());
            } catch (DatabaseFault busy) {
                if (busy.code() != DatabaseFault.Code.FOLDER_IN_USE) {
                    throw busy;
                }
            }
        }
        throw new IllegalStateException("all " + SLOTS + " test servers are in use");
    }

    /// Where tests that start servers of their own find binaries already unpacked.
    public static Path binaries() {
        return target().resolve("postgres-binaries");
    }

    private static Path target() {
        return Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("target");
    }

    public Database database() {
        return database;
    }

    public DatabaseSettings settings() {
        return home.settings(name, CONNECTIONS);
    }

    @Override
    public void close() {
        database.close();
        home.dropDatabase(name);
    }
}
