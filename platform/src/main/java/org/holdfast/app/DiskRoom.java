// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Whether a folder's disk takes writes. Leaves nothing behind.
record DiskRoom(Path folder) {
    /// What has to be free: below it a site's alarm says that the disk is nearly full, and an
    /// office that was started again would soon stop again.
    private static final long LEAST_BYTES = 32L << 20;

    private static final int TRIED_BYTES = 1 << 20;

    /// Writes a megabyte, forces it, and takes it away again.
    boolean isThere() {
        Path tried = folder.resolve("room.new");
        try {
            if (Files.getFileStore(folder).getUsableSpace() < LEAST_BYTES) {
                return false;
            }
            try (FileChannel file =
                    FileChannel.open(
                            tried,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.allocate(TRIED_BYTES);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
            } finally {
                Files.deleteIfExists(tried);
            }
            return true;
        } catch (IOException fails) {
            return false;
        }
    }
}
