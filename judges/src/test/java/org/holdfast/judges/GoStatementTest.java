// SPDX-License-Identifier: Apache-2.0
package org.holdfast.judges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Go's package note over a statement and a key file that the tests of the module `cli` left, where
/// the machine has it.
final class GoStatementTest {
    private static final Path HOME = Path.of(System.getProperty("holdfast.home", ".."));
    private static final Path JUDGED = HOME.resolve("cli/target/judged");

    @TempDir static Path temp;

    private static GoProgram go;

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        go = GoProgram.build("statement.go", "note", JUDGED.resolve("statement.vkey"), temp);
    }

    @Test
    void goReadsTheStatementAndTheKey() throws IOException, InterruptedException {
        GoProgram.Run run = go.judge(JUDGED);
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
        GoProgram.Run run = go.judge(temp);
        assertThat(run.said()).contains("REFUSED: opening the statement");
        assertThat(run.status()).isEqualTo(1);
    }
}
