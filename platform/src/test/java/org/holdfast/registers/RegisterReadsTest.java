// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.nio.file.Path;
import java.util.function.Function;
import org.holdfast.keys.SubjectHandle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/// One suite, two stores, the same data.
class RegisterReadsTest {
    @TempDir static Path folder;
    private static TestRegisters registers;
    private static RegisterReadsContract.World entered;

    @BeforeAll
    static void open() {
        registers = new TestRegisters(folder);
        entered = RegisterReadsContract.World.enter(registers);
    }

    @AfterAll
    static void close() {
        registers.close();
    }

    @Nested
    class InPostgres implements RegisterReadsContract {
        @Override
        public World world() {
            return entered;
        }

        @Override
        public <T> T read(Function<RegisterReads, T> work) {
            return work.apply(new SqlReads(registers.database()::reads));
        }

        @Override
        public SubjectHandle handle(RecordRef person) {
            return registers.registers().subject(person);
        }
    }

    @Nested
    class InTheOwnCopy implements RegisterReadsContract {
        @Override
        public World world() {
            return entered;
        }

        @Override
        public <T> T read(Function<RegisterReads, T> work) {
            return registers.inCopy(work);
        }

        @Override
        public SubjectHandle handle(RecordRef person) {
            return registers.registers().subject(person);
        }
    }
}
