// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Where the public files of a journal come from: a folder, or an address.
interface Source {
    /// The file at a path below the journal's address; empty when there is none.
    Optional<byte[]> read(String path);

    /// Says that a file is read soon, which a distant source may begin to fetch.
    default void readSoon(String path) {}

    /// The files of a folder.
    static Source folder(Path folder) {
        return path -> file(folder.resolve(path));
    }

    /// A file that may be missing.
    static Optional<byte[]> file(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new JournalFault(JournalFault.Code.DISK, "read failed", e);
        }
    }
}
