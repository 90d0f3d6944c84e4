// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.holdfast.database.Database;
import org.holdfast.journal.Hash;
import org.holdfast.keys.KeyId;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.CentralJournal;
import org.holdfast.ledger.ErasureAct;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A copy of the old office for each test.
abstract class AtOldOffice {
    @TempDir Path temp;
    OldOffice old;
    Path journals;
    Keys keys;

    @BeforeEach
    void copy() throws Exception {
        old = new OldOffice(temp.resolve("office"));
        journals = old.journals;
        keys = old.keys;
    }

    @AfterEach
    void close() {
        old.close();
    }

    final Database database() {
        return old.database();
    }

    /// Enters an act that orders keys or entries to be erased, and does not carry it out.
    final void order(CentralJournal journal, List<KeyId> erased, List<Hash> entries) {
        ErasureAct.Order order =
                new ErasureAct.Order(
                        "test",
                        keys.handles().of("principal", "officer"),
                        erased,
                        entries,
                        LocalDate.of(2027, 1, 1),
                        new ErasureAct.Sealed(keys.dataKeys().create().id(), "00"));
        Hash act =
                database()
                        .inTransaction(tx ->
                                journal.append(
                                        tx,
                                        ErasureAct.draft(
                                                TestRegisters.JONGNO,
                                                keys.handles().of("erasure", "e"),
                                                keys.handles().of("operation", "e"),
                                                order)));
        journal.sealed(act).join();
    }
}
