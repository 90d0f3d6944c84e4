// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import org.holdfast.database.Database;
import org.holdfast.keys.Keys;
import org.holdfast.keys.KeysSettings;
import org.holdfast.offices.Offices;
import org.holdfast.testing.OldJournal;
import org.holdfast.testing.TestDatabase;

/// The office of [OldJournal]: its journals and keys in a folder, and a database to fill from them.
final class OldOffice implements AutoCloseable {
    final Path folder;
    final Path journals;
    final Keys keys;
    private TestDatabase home;

    OldOffice(Path folder) throws IOException {
        this.folder = OldJournal.copy(folder);
        this.journals = folder.resolve("journals");
        this.home = empty();
        this.keys =
                Keys.open(
                        new KeysSettings(folder.resolve("keys"), true),
                        Offices.standard(),
                        InstantSource.system(),
                        new SecureRandom());
    }

    private static TestDatabase empty() {
        return TestDatabase.fresh("ledger", "identity", "registers");
    }

    Database database() {
        return home.database();
    }

    /// Takes an empty database instead of the one it has.
    void anew() {
        home.close();
        home = empty();
    }

    /// One of its people.
    static RecordRef person(String register, int number) {
        return new RecordRef(
                register,
                new UUID(
                        0x1000L + number + 256L * register.hashCode(),
                        0x8000000000000000L | number));
    }

    @Override
    public void close() {
        keys.close();
        home.close();
    }
}
