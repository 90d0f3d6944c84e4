// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Consumer;
import org.holdfast.database.Database;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerSettings;
import org.holdfast.testing.OldJournal;
import org.holdfast.testing.TestDatabase;
import org.holdfast.testing.TestKeys;

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
        this.keys = TestKeys.open(folder);
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

    /// Opens the office as a start does, and compares all of it.
    Fold.Outcome started(LedgerSettings settings, Consumer<RegistersSession> look) {
        InstantSource clock = InstantSource.system();
        try (Ledger ledger = Ledger.open(settings, database(), keys, clock);
                RegistersSession session = RegistersSession.open(database(), keys, ledger, clock)) {
            look.accept(session);
            return session.fold().check();
        }
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
