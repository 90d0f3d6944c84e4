// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads files that somebody names on the command line, and no more of them than it was told.
final class GivenFile {
    private GivenFile() {}

    /// The first bytes of a file: one more than the limit when it is longer, which a device or a
    /// file that grows cannot stretch.
    ///
    /// @throws IOException when it is no regular file or cannot be read; in words for people
    static byte[] read(Path file, int most) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("cannot read " + file);
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most + 1);
        }
    }
}
