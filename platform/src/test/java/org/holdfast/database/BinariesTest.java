// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {
    @TempDir Path folder;

    private Path unpacked(String by) throws IOException {
        Path fresh = Files.createDirectory(folder.resolve("unpacking-" + by));
        Files.writeString(fresh.resolve("postgres"), by);
        return fresh;
    }

    @Test
    void ofTwoThatUnpackAtOnceTheFirstIsKept() throws IOException {
        Path home = folder.resolve("binaries");
        for (String by : new String[] {"first", "second"}) {
            Path fresh = unpacked(by);
            Binaries.settle(fresh, home);
            assertThat(fresh).doesNotExist();
            assertThat(home.resolve("postgres")).hasContent("first");
        }
    }

    @Test
    void whatCannotBeKeptAtAllIsSaid() throws IOException {
        Path fresh = unpacked("first");
        assertThatThrownBy(() -> Binaries.settle(fresh, folder.resolve("no/such/place")))
                .isInstanceOf(FileSystemException.class);
        assertThat(fresh).doesNotExist();
    }
}
