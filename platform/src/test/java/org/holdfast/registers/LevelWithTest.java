// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When a reader of the central journal asks the database.
class LevelWithTest {
    @TempDir private Path folder;
    private NumberedOffice office;
    private LevelWith level;
    private int asked;

    @BeforeEach
    void open() {
        office = new NumberedOffice(folder);
        level = new LevelWith(office.ledger);
    }

    @AfterEach
    void close() {
        office.close();
    }

    /// Whether a step was made that took so many.
    private boolean asks(int taken) {
        int before = asked;
        assertThat(
                        level.follow(() -> {
                            asked++;
                            return taken;
                        }))
                .isIn(0, taken);
        return asked > before;
    }

    private void becomesLevel() {
        while (asks(0)) {
            // a head is signed a moment before its entries can be followed
        }
    }

    @Test
    void asksNoMoreOnceItHasAllAndAgainWhenThereIsMore() {
        assertThat(asks(5)).isTrue();
        assertThat(asks(5)).as("some may be left").isTrue();
        becomesLevel();
        assertThat(asks(0)).isFalse();

        office.sealed(office.change(TestRegisters.JONGNO, "more"));
        assertThat(asks(0)).isTrue();
        becomesLevel();
    }

    @Test
    void asksAfterAFault() {
        becomesLevel();
        level.forget();
        assertThat(asks(0)).isTrue();
    }
}
