// SPDX-License-Identifier: Apache-2.0
package org.holdfast.judges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @TempDir static Path temp;

    private static GoProgram go;

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        go = GoProgram.build("judge.go", "tlog", JUDGED.resolve("witness.vkey"), temp);
        copy(JUDGED, temp.resolve("altered"));
    }

    @Test
    void goVerifiesSignaturesEntriesTilesAndProofs() throws IOException, InterruptedException {
        GoProgram.Run run = go.judge(JUDGED);
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
        GoProgram.Run run = go.judge(temp.resolve("altered"));
        Files.write(altered, whole);
        assertThat(run.said()).contains("REFUSED: " + refusal);
        assertThat(run.status()).isEqualTo(1);
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
