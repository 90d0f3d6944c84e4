// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.util.function.Function;
import org.holdfast.keys.SubjectHandle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/// One suite, two stores, the same data.
final class RegisterReadsTest extends OneRegisters {
    private static RegisterReadsContract.World entered;

    @BeforeAll
    static void enterPeople() {
        entered = RegisterReadsContract.World.enter(world);
    }

    @Nested
    class InPostgres implements RegisterReadsContract {
        @Override
        public World world() {
            return entered;
        }

        @Override
        public <T> T read(Function<RegisterReads, T> work) {
            return work.apply(new SqlReads(world.database()::reads));
        }

        @Override
        public SubjectHandle handle(RecordRef person) {
            return world.registers().subject(person);
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
            return world.inCopy(work);
        }

        @Override
        public SubjectHandle handle(RecordRef person) {
            return world.registers().subject(person);
        }
    }
}
