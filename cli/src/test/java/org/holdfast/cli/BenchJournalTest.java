// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.bench.JournalBench;
import org.holdfast.bench.Yardstick;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shortest measurement that there is: every yardstick gets a figure. How large it is nobody
/// asks here.
class BenchJournalTest {
    @Test
    void measuresEveryYardstickBesideItsBaseline(@TempDir Path folder) throws Exception {
        Set<JournalBench.Part> parts = EnumSet.allOf(JournalBench.Part.class);
        if (!TestTurn.BENCH_OFFICE.isToday()) { // the longest part
            parts.remove(JournalBench.Part.OFFICE);
        }
        JournalBench.Settings shortest =
                new JournalBench.Settings(folder, Duration.ofSeconds(3), 4, 2_000, 400, 7, parts);
        JournalBench.Result result = new JournalBench(shortest, Screen::err).run();
        Set<String> kinds =
                result.yardsticks().stream()
                        .map(one -> one.name().substring(0, 2))
                        .collect(Collectors.toSet());
        assertThat(kinds).containsExactlyInAnyOrder("Y1", "Y2", "Y3", "Y4");
        assertThat(result.yardsticks()).allMatch(one -> one.value() > 0 && one.ratio() > 0);
        assertThat(result.yardsticks().stream().map(Yardstick::line))
                .allMatch(line -> line.endsWith("reached") || line.endsWith("MISSED"));
    }
}
