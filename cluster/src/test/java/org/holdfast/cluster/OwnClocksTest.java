// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What runs on a clock that was moved: the hour is another, and a wait is as long as always.
final class OwnClocksTest {
    private static final Duration AHEAD = Duration.ofMinutes(5);
    private static final int WAITS = 20;

    /// Waits some times by the steady clock; how often it had to, and its hour, are what it prints.
    static final class Waiting {
        private Waiting() {}

        public static void main(String[] none) {
            long end = System.nanoTime() + WAITS * 100_000_000L;
            long waits = 0;
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(100_000_000L);
                waits++;
            }
            System.out.println(waits + " " + Instant.now());
        }
    }

    @Test
    void moveTheHourAndNoWait(@TempDir Path folder) throws IOException, InterruptedException {
        Optional<Path> library = OwnClocks.library();
        assumeTrue(library.isPresent(), "libfaketime is not installed");
        Path clock = folder.resolve("clock");
        Files.writeString(clock, "+" + AHEAD.toSeconds() + "\n");
        ProcessBuilder waiting =
                new ProcessBuilder(
                                List.of(
                                        ProcessHandle.current().info().command().orElseThrow(),
                                        "-XX:+UseSerialGC",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Waiting.class.getName()))
                        .redirectError(folder.resolve("err").toFile())
                        .redirectOutput(folder.resolve("out").toFile());
        waiting.environment().putAll(OwnClocks.environment(library.get(), clock));
        Process process = waiting.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(folder.resolve("out"), StandardCharsets.UTF_8).strip();
        assertThat(said).as(Files.readString(folder.resolve("err"))).contains(" ");
        String[] words = said.split(" ");
        assertThat(Long.parseLong(words[0])).isBetween(1L, WAITS + 2L);
        assertThat(Instant.parse(words[1])).isAfter(Instant.now().plus(AHEAD.dividedBy(2)));
    }
}
