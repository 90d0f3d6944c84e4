// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a program of the system, for half a minute at most, and takes what it prints.
final class Tool {
    private static final int LIMIT_SECONDS = 30;

    private Tool() {}

    /// @return what it printed
    /// @throws ClusterFault when it failed or did not end; says what it printed
    static String run(String... command) {
        return run(List.of(command), "");
    }

    /// The same with an input.
    static String run(List<String> command, String input) {
        try {
            Path said = Files.createTempFile("holdfast-tool", ".txt");
            Path told = Files.createTempFile("holdfast-tool", ".in");
            try {
                Files.writeString(told, input);
                Process process =
                        new ProcessBuilder(command)
                                .redirectErrorStream(true)
                                .redirectInput(told.toFile())
                                .redirectOutput(said.toFile())
                                .start();
                int exit = ended(process, command);
                String words = new String(Files.readAllBytes(said), StandardCharsets.UTF_8);
                if (exit != 0) {
                    throw new ClusterFault(String.join(" ", command) + " failed: " + words.strip());
                }
                return words;
            } finally {
                Files.deleteIfExists(said);
                Files.deleteIfExists(told);
            }
        } catch (IOException notStarted) {
            throw new UncheckedIOException(notStarted);
        }
    }

    /// Whether it ends well; what it says is dropped.
    static boolean tried(String... command) {
        try {
            run(command);
            return true;
        } catch (ClusterFault failed) {
            return false;
        }
    }

    private static int ended(Process process, List<String> command) {
        try {
            if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new ClusterFault(String.join(" ", command) + " did not end");
        } catch (InterruptedException told) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new ClusterFault("interrupted: " + Arrays.toString(command.toArray()), told);
        }
    }
}
