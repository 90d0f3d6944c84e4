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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Go's note and tlog packages over a journal that the tests of the module `journal` left, where
/// the machine has them.
final class GoTest {
    private static final Path HOME = Path.of(System.getProperty("holdfast.home", ".."));
    private static final Path JUDGED = HOME.resolve("journal/target/judged");
    private static final Path GO = Path.of("/usr/bin/go");
    private static final Path PACKAGES = Path.of("/usr/share/gocode");

    @TempDir static Path temp;

    /// What a run printed, and how it ended.
    private record Run(int status, String said) {}

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(GO), "Go is not installed");
        assumeTrue(
                Files.isDirectory(PACKAGES.resolve("src/golang.org/x/mod/sumdb/tlog")),
                "Go's package golang.org/x/mod is not installed");
        assumeTrue(
                Files.exists(JUDGED.resolve("witness.vkey")),
                "the tests of the module journal left no journal to judge");
        String program = HOME.resolve("judges/src/test/go/judge.go").toAbsolutePath().toString();
        String judge = temp.resolve("judge").toString();
        Run built = run(List.of(GO.toString(), "build", "-o", judge, program));
        assertThat(built.said()).isEmpty();
        copy(JUDGED, temp.resolve("altered"));
    }

    @Test
    void goVerifiesSignaturesEntriesTilesAndProofs() throws IOException, InterruptedException {
        Run run = judge(JUDGED);
        assertThat(run.said())
                .contains(
                        "signatures: 2 on 66100 entries",
                        "entries: 66100 give the signed root",
                        "tiles: 262 are what the entries give",
                        "inclusion: entry 12345 by 17 hashes",
                        "consistency: 40000 to 66100 by 12 hashes")
                .doesNotContain("REFUSED");
        assertThat(run.status()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "journal/tile/entries/007, 900, recomputing the tree",
        "journal/tile/entries/258.p/52, 5, recomputing the tree",
        "journal/tile/0/100, 4000, comparing a tile",
        "journal/tile/1/000, 8191, comparing a tile",
        "journal/tile/2/000.p/1, 0, comparing a tile",
        "journal/checkpoint, 33, opening a note",
        "old.checkpoint, 33, opening a note",
        "entry.tlog-proof, 60, inclusion",
        "add-checkpoint, 30, consistency"
    })
    void goFindsWhatIsAltered(String file, int at, String refusal)
            throws IOException, InterruptedException {
        Path altered = temp.resolve("altered").resolve(file);
        byte[] whole = Files.readAllBytes(altered);
        byte[] changed = whole.clone();
        changed[at] ^= 1;
        Files.write(altered, changed);
        Run run = judge(temp.resolve("altered"));
        Files.write(altered, whole);
        assertThat(run.said()).contains("REFUSED: " + refusal);
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

    /// Copies all but the blob files, which are not public.
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path relative = from.relativize(each);
                if (!relative.startsWith("journal/blobs")) {
                    Files.copy(each, to.resolve(relative));
                }
            }
        }
    }
}
