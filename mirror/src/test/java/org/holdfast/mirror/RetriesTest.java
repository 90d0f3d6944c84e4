// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private final List<String> said = new ArrayList<>();
    private final Retries retries = new Retries(said::add, 0);
    private final Instant start = Instant.ofEpochSecond(1_000);

    @Test
    void waitsTwiceAsLongEachTimeUpToTenSecondsAndBeginsAnew() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            pauses.add(retries.failed(start, "refused").toMillis());
        }
        assertThat(pauses).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L);
        retries.worked(start, 1);
        assertThat(retries.failed(start, "refused")).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void saysOnceThatTheConnectionIsLostAndOnceWhatWasMissed() {
        retries.worked(start, 100);
        retries.worked(start.plusSeconds(1), 120);
        assertThat(said).isEmpty();
        for (int i = 2; i < 9; i++) {
            retries.failed(start.plusSeconds(i), "refused");
        }
        assertThat(said)
                .containsExactly("connection lost: refused; trying again, at most 10 s apart");
        retries.failed(start.plusSeconds(9), "journal node-3 is damaged");
        assertThat(said.getLast()).isEqualTo("connection lost still: journal node-3 is damaged");
        retries.worked(start.plusSeconds(44), 137);
        retries.worked(start.plusSeconds(45), 139);
        assertThat(said).hasSize(3);
        assertThat(said.getLast())
                .isEqualTo("connected again after 42 s; 17 entries were missed and are here now");
    }
}
