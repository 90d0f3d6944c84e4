// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowedFileTest {
    @TempDir Path temp;

    @Test
    void readsWhatThePlainFileReadsInAnyOrder() throws IOException {
        Random random = new Random(11);
        byte[] bytes = new byte[100_000];
        random.nextBytes(bytes);
        Path file = Files.write(temp.resolve("f"), bytes);
        try (RandomAccessFile plain = new RandomAccessFile(file.toFile(), "r");
                RandomAccessFile windowed = new WindowedFile(file)) {
            assertThat(windowed.length()).isEqualTo(plain.length());
            for (int i = 0; i < 5_000; i++) {
                if (random.nextInt(3) > 0) {
                    long to = random.nextInt(bytes.length + 10);
                    plain.seek(to);
                    windowed.seek(to);
                }
                int most = random.nextInt(10) == 0 ? 50_000 : 300;
                byte[] expected = new byte[random.nextInt(most)];
                byte[] found = new byte[expected.length];
                if (plain.getFilePointer() + expected.length > bytes.length) {
                    assertThatThrownBy(() -> windowed.readFully(found))
                            .isInstanceOf(EOFException.class);
                    plain.seek(0);
                    windowed.seek(0);
                    continue;
                }
                plain.readFully(expected);
                windowed.readFully(found);
                assertThat(found).isEqualTo(expected);
                assertThat(windowed.read()).isEqualTo(plain.read());
                assertThat(windowed.getFilePointer()).isEqualTo(plain.getFilePointer());
            }
            assertThatThrownBy(() -> windowed.seek(-1)).isInstanceOf(IOException.class);
        }
    }
}
