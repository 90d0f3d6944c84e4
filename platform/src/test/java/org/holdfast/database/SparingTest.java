// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SparingTest {
    private final AtomicLong now = new AtomicLong(7);
    private final Sparing sparing = new Sparing(now::get);

    @Test
    void saysTheSameAtOnceAndThenEachMinute() {
        int said = 0;
        for (int quarter = 0; quarter < 4 * 60 * 3; quarter++) {
            said += sparing.isDue("the row was altered") ? 1 : 0;
            now.addAndGet(Duration.ofMillis(250).toNanos());
        }
        assertThat(said).isEqualTo(3);
    }

    @Test
    void saysSomethingElseAtOnce() {
        assertThat(sparing.isDue("one")).isTrue();
        assertThat(sparing.isDue("another")).isTrue();
        assertThat(sparing.isDue("one")).isFalse();
        assertThat(sparing.isDue("another")).isFalse();
    }
}
