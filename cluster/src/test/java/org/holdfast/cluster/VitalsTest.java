// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VitalsTest {
    @Test
    void theOneWhoDiffersFromBothOthersIsWrong() {
        assertThat(Vitals.clocks("a", Map.of("b", seconds(300), "c", seconds(0))))
                .containsOnly(
                        Map.entry(
                                "clock-wrong-b",
                                "the clock of site b is 300 s ahead of that of a"));
        assertThat(Vitals.clocks("b", Map.of("a", seconds(-300), "c", seconds(-301))))
                .containsOnly(
                        Map.entry(
                                "clock-wrong-b",
                                "the clock of site b is 300 s ahead of those of a and c"));
        assertThat(Vitals.clocks("b", Map.of("a", seconds(-300), "c", seconds(300)))).hasSize(2);
        assertThat(Vitals.clocks("b", Map.of("a", seconds(5), "c", seconds(-3)))).isEmpty();
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
