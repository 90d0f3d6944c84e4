// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.holdfast.database.Database;
import org.holdfast.database.EmbeddedServer;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysSettings;
import org.holdfast.ledger.CentralReplay;
import org.holdfast.ledger.WorldCheck;
import org.holdfast.offices.Offices;
import org.holdfast.registers.NumberCheck;

/// Compares the rows of the central journal in the database of an office that does not run with the
/// journal's files, entry by entry, and then the acceptance numbers with the changes in it. Changes
/// nothing but what starting a database changes.
public final class OfficeRows {
    private static final int CONNECTIONS = 2;

    private OfficeRows() {}

    /// What does not fit, each with origin and row; empty when all rows are the entries.
    ///
    /// @param data the office's data folder
    /// @throws OfficeInUse when an office runs on it
    public static List<String> faults(Path data) {
        Path folder = data.toAbsolutePath().normalize();
        try (DataFolder _ = DataFolder.take(folder);
                Keys keys =
                        Keys.open(
                                new KeysSettings(folder.resolve("keys"), false),
                                Offices.standard(),
                                InstantSource.system(),
                                new SecureRandom());
                EmbeddedServer server = EmbeddedServer.start(folder.resolve("postgres"));
                Database database = Database.open(server.settings("holdfast", CONNECTIONS))) {
            Path journals = folder.resolve("journals");
            List<String> faults =
                    new WorldCheck(journals, keys.root().certificate(), Optional.of(database))
                            .run()
                            .faults();
            return faults.isEmpty() ? numbers(journals, database) : faults;
        }
    }

    /// Takes the acceptance numbers out of the database of an office that does not run, so that its
    /// next start counts them anew from its journal: the same numbers.
    ///
    /// @param data the office's data folder
    /// @throws OfficeInUse when an office runs on it
    public static void countNumbersAnew(Path data) {
        Path folder = data.toAbsolutePath().normalize();
        try (DataFolder _ = DataFolder.take(folder);
                EmbeddedServer server = EmbeddedServer.start(folder.resolve("postgres"));
                Database database = Database.open(server.settings("holdfast", CONNECTIONS))) {
            NumberCheck.forget(database);
        }
    }

    private static List<String> numbers(Path journals, Database database) {
        try (CentralReplay journal = new CentralReplay(journals)) {
            return NumberCheck.run(database, journal);
        }
    }
}
