// SPDX-License-Identifier: Apache-2.0
package org.holdfast.judges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A judge written in Go upon the packages golang.org/x/mod of the machine, built for one test.
final class GoProgram {
    private static final Path GO = Path.of("/usr/bin/go");
    private static final Path PACKAGES = Path.of("/usr/share/gocode");

    private final Path program;
    private final Path temp;

    private GoProgram(Path program, Path temp) {
        this.program = program;
        this.temp = temp;
    }

    /// What a run printed, and how it ended.
    record Run(int status, String said) {}

    /// Builds it; a machine without Go, the package or what is to be judged skips the test.
    ///
    /// @param source a file in `judges/src/test/go`
    /// @param uses the package that it needs, such as `note`
    /// @param judged a file that another module's tests leave
    static GoProgram build(String source, String uses, Path judged, Path temp)
            throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(GO), "Go is not installed");
        assumeTrue(
                Files.isDirectory(PACKAGES.resolve("src/golang.org/x/mod/sumdb").resolve(uses)),
                "Go's package golang.org/x/mod is not installed");
        assumeTrue(Files.exists(judged), "the tests of a module before left nothing to judge");
        Path file =
                Path.of(System.getProperty("holdfast.home", ".."))
                        .resolve("judges/src/test/go")
                        .resolve(source)
                        .toAbsolutePath();
        GoProgram made = new GoProgram(temp.resolve("judge"), temp);
        Run built =
                made.start(
                        List.of(
                                GO.toString(),
                                "build",
                                "-o",
                                made.program.toString(),
                                file.toString()));
        assertThat(built.said()).isEmpty();
        return made;
    }

    /// Has it judge a folder.
    Run judge(Path folder) throws IOException, InterruptedException {
        return start(List.of(program.toString(), folder.toString()));
    }

    private Run start(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(
                        Map.of(
                                "GO111MODULE",
                                "off",
                                "GOFLAGS",
                                "",
                                "GOPATH",
                                PACKAGES.toString(),
                                "GOCACHE",
                                temp.resolve("cache").toString()));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), said);
    }
}
