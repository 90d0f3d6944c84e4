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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Go's package note over a statement and a key file that the tests of the module `cli` left, where
/// the machine has it.
final class GoStatementTest {
    private static final Path HOME = Path.of(System.getProperty("holdfast.home", ".."));
    private static final Path JUDGED = HOME.resolve("cli/target/judged");
    private static final Path GO = Path.of("/usr/bin/go");
    private static final Path PACKAGES = Path.of("/usr/share/gocode");

    @TempDir static Path temp;

    /// What a run printed, and how it ended.
    private record Run(int status, String said) {}

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(GO), "Go is not installed");
        assumeTrue(
                Files.isDirectory(PACKAGES.resolve("src/golang.org/x/mod/sumdb/note")),
                "Go's package golang.org/x/mod is not installed");
        assumeTrue(
                Files.exists(JUDGED.resolve("statement.vkey")),
                "the tests of the module cli left no statement to judge");
        String program = HOME.resolve("judges/src/test/go/statement.go").toString();
        Run built =
                run(
                        List.of(
                                GO.toString(),
                                "build",
                                "-o",
                                temp.resolve("judge").toString(),
                                Path.of(program).toAbsolutePath().toString()));
        assertThat(built.said()).isEmpty();
    }

    @Test
    void goReadsTheStatementAndTheKey() throws IOException, InterruptedException {
        Run run = judge(JUDGED);
        assertThat(run.said())
                .contains(
                        "holdfast-reconcile-v1, signed by auditor",
                        "verdict good",
                        "the key is the vkey's");
        assertThat(run.status()).isZero();
    }

    @Test
    void goFindsAnAlteredStatement() throws IOException, InterruptedException {
        for (String name : List.of("statement", "statement.vkey", "statement.key")) {
            Files.copy(JUDGED.resolve(name), temp.resolve(name));
        }
        Path statement = temp.resolve("statement");
        String whole = Files.readString(statement);
        Files.writeString(statement, whole.replace("\nsum lost 0\n", "\nsum lost 7\n"));
        assertThat(Files.readString(statement)).isNotEqualTo(whole);
        Run run = judge(temp);
        assertThat(run.said()).contains("REFUSED: opening the statement");
        assertThat(run.status()).isEqualTo(1);
    }

    private static Run judge(Path folder) throws IOException, InterruptedException {
        return run(List.of(temp.resolve("judge").toString(), folder.toString()));
    }

    private static Run run(List<String> command) throws IOException, InterruptedException {
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
