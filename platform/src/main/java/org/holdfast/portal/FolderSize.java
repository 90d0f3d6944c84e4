// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// How many bytes the files of a folder have; files that come or go meanwhile may be left out.
final class FolderSize extends SimpleFileVisitor<Path> {
    private long bytes;

    private FolderSize() {}

    static long of(Path folder) {
        FolderSize size = new FolderSize();
        try {
            Files.walkFileTree(folder, size);
        } catch (IOException unreadable) {
            return size.bytes;
        }
        return size.bytes;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        bytes += attributes.size();
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException gone) {
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
            Path folder, @org.jspecify.annotations.Nullable IOException partly) {
        return FileVisitResult.CONTINUE;
    }
}
