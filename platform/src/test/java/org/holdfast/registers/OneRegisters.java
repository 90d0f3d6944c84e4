// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// The same registers for all tests of a class.
abstract class OneRegisters {
    @TempDir static Path folder;
    static TestRegisters world;

    @BeforeAll
    static void open() {
        world = new TestRegisters(folder);
    }

    @AfterAll
    static void close() {
        world.close();
    }
}
