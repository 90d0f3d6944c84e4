// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Copies and removes folders. A copied file is on disk, and keeps its mode.
final class FolderCopy {
    /// What belongs to a running writer and not to what it wrote.
    private static final Set<String> LEFT_OUT = Set.of("lock");

    private FolderCopy() {}

    /// Copies a folder into one that is not there yet.
    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a)
                            throws IOException {
                        Files.copy(
                                folder,
                                to.resolve(from.relativize(folder)),
                                StandardCopyOption.COPY_ATTRIBUTES);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                            throws IOException {
                        if (!LEFT_OUT.contains(file.getFileName().toString())) {
                            Path copy = to.resolve(from.relativize(file));
                            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                            force(copy, StandardOpenOption.WRITE);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException fault) throws IOException {
                        force(to.resolve(from.relativize(folder)), StandardOpenOption.READ);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    static void force(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    /// Removes a folder with everything in it; nothing when there is none.
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path inner, @Nullable IOException fault) throws IOException {
                        Files.delete(inner);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
