// SPDX-License-Identifier: Apache-2.0
package org.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.offices.Offices;
import org.holdfast.registers.BulkLoad;
import org.holdfast.registers.Registers;
import org.holdfast.registers.TestRegisters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoLoadTest {
    @TempDir Path folder;

    /// Dies once after so many batches: half of the time before the batch was saved, half after.
    private record Dying(BulkLoad real, AtomicInteger batches, boolean saved) implements BulkLoad {
        @Override
        public Progress begin(String name, String plan) {
            return real.begin(name, plan);
        }

        @Override
        public void load(String name, List<NewRecord> batch, long done) {
            boolean last = batches.decrementAndGet() <= 0;
            if (!last || saved) {
                real.load(name, batch, done);
            }
            if (last) {
                throw new IllegalStateException("power cut");
            }
        }

        @Override
        public void finish() {
            real.finish();
        }
    }

    @Test
    void continuesAfterADeathWhereTheLastDurableBatchEnded() {
        DemoPlan plan = new DemoPlan(7, 3_000);
        try (TestRegisters world = new TestRegisters(folder)) {
            BulkLoad load = world.session().bulkLoad();
            for (boolean saved : new boolean[] {false, true}) {
                Dying dying = new Dying(load, new AtomicInteger(2), saved);
                assertThatThrownBy(() ->
                                new DemoLoad(dying, Offices.standard())
                                        .run(plan, (people, of) -> {}))
                        .hasRootCauseMessage("power cut");
            }
            DemoLoad again = new DemoLoad(load, Offices.standard());
            again.run(plan, (people, of) -> assertThat(people).isLessThanOrEqualTo(of));
            Registers registers = world.session().registers();
            assertThat(registers.count(TestRegisters.JONGNO, "kr.resident")).isEqualTo(1_500);
            assertThat(registers.count(TestRegisters.NAKANO, "jp.resident")).isEqualTo(1_500);
            assertThat(world.session().fold().check().agrees()).isTrue();
            assertThat(again.run(plan, (people, of) -> {})).isZero();
            assertThat(again.run(new DemoPlan(7, 3_200), (people, of) -> {})).isEqualTo(200);
            assertThat(registers.search(TestRegisters.JONGNO, "김", 5, 0).hits()).hasSize(5);
        }
    }

    @Test
    void refusesOtherPeopleWhereSomeAreAlready() {
        try (TestRegisters world = new TestRegisters(folder)) {
            DemoLoad load = new DemoLoad(world.session().bulkLoad(), Offices.standard());
            load.run(new DemoPlan(7, 40), (people, of) -> {});
            assertThatThrownBy(() -> load.run(new DemoPlan(8, 40), (people, of) -> {}))
                    .rootCause()
                    .hasMessageContaining("seed 8");
        }
    }
}
