// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import org.holdfast.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// An office for each test: a folder for its journals, a database and keys.
abstract class OneOffice {
    @TempDir Path folder;
    final MemoryKeys keys = new MemoryKeys();
    TestDatabase database;
    Office office;

    @BeforeEach
    void fresh() {
        database = TestDatabase.fresh("ledger");
        office = new Office(folder, database.database(), keys);
    }

    @AfterEach
    void drop() {
        database.close();
    }
}
