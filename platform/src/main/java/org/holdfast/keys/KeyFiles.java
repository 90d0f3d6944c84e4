// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/// Small secret files of the keys folder: mode 0600, written once, durable before they are used.
final class KeyFiles {
    private final Path folder;

    KeyFiles(Path folder) {
        this.folder = folder;
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException fault) {
            throw new KeysFault(KeysFault.Code.STORE, "cannot make the keys folder", fault);
        }
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    /// Reads a file, or writes what `first` makes when there is none.
    byte[] once(String name, Supplier<byte[]> first) {
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file)) {
                write(file, first.get());
            }
            return Files.readAllBytes(file);
        } catch (IOException fault) {
            throw new KeysFault(KeysFault.Code.STORE, "cannot keep " + name, fault);
        }
    }

    private void write(Path file, byte[] content) throws IOException {
        Path fresh = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        // A crash before this line leaves a file that nobody reads; after it, the whole file.
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
            entry.force(true);
        }
    }
}
