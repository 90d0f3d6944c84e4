// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerifyCommandTest {
    private static final Path SAMPLES =
            Path.of(System.getProperty("holdfast.home")).resolve("samples");
    private static final Path TRUST = SAMPLES.resolve("trust.json");

    static List<Path> genuine() throws IOException {
        return named("genuine");
    }

    static List<Path> others() throws IOException {
        return Stream.concat(named("altered").stream(), named("foreign").stream()).toList();
    }

    private static List<Path> named(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            List<Path> found =
                    files.filter(file -> file.getFileName().toString().startsWith(prefix))
                            .sorted()
                            .toList();
            assertThat(found).as("samples that begin with " + prefix).isNotEmpty();
            return found;
        }
    }

    @ParameterizedTest
    @MethodSource("genuine")
    void exitsWithZeroForGenuinePapers(Path paper) {
        assertThat(verify(paper, TRUST)).isZero();
    }

    @ParameterizedTest
    @MethodSource("others")
    void exitsWithOneForEverythingElse(Path paper) {
        assertThat(verify(paper, TRUST)).isEqualTo(ExitCode.FINDING);
    }

    @Test
    void exitsWithOneForAFileThatIsNoPaper(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("letter.txt"), "no paper");
        assertThat(verify(file, TRUST)).isEqualTo(ExitCode.FINDING);
        Path empty = Files.createFile(folder.resolve("empty.pdf"));
        assertThat(verify(empty, TRUST)).isEqualTo(ExitCode.FINDING);
    }

    @Test
    void saysThatAFileIsMissing(@TempDir Path folder) {
        assertThat(verify(folder.resolve("nothing.pdf"), TRUST)).isEqualTo(ExitCode.MISSING);
    }

    @Test
    void readsNoDevicesAndNoMoreThanAPaperMayHave(@TempDir Path folder) throws IOException {
        Path endless = Path.of("/dev/zero");
        assertThat(verify(endless, TRUST)).isEqualTo(ExitCode.MISSING);
        assertThat(verify(SAMPLES.resolve("genuine-seal.txt"), endless))
                .isEqualTo(ExitCode.MISSING);
        assertThat(verify(folder, TRUST)).isEqualTo(ExitCode.MISSING);
        Path longer = folder.resolve("long.pdf");
        try (FileChannel file =
                FileChannel.open(longer, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[1]), 1L << 26); // sparse, where files can be
        }
        assertThat(verify(longer, TRUST)).isEqualTo(ExitCode.FINDING);
    }

    private static int verify(Path file, Path trust) {
        return Main.line().execute("verify", file.toString(), "--trust", trust.toString());
    }
}
