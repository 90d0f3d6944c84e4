// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/// Makes temporary folders in memory, where the system has room for them there: for tests on a
/// [DyingDisk], which forces nothing, that make thousands of files.
final class InMemory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ROOM_BYTES = 1L << 30;

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
            throws IOException {
        boolean room =
                Files.isWritable(MEMORY)
                        && Files.getFileStore(MEMORY).getUsableSpace() > ROOM_BYTES;
        return room
                ? Files.createTempDirectory(MEMORY, "holdfast-")
                : Files.createTempDirectory("holdfast-");
    }
}
