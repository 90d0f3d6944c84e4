// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Supplier;

/// The office's folder, held by one process at a time through `holdfast.lock`. The operating system
/// lets the lock go when the process dies, however it dies.
final class DataFolder implements AutoCloseable {
    /// Who looks at the names and times of files alone could already count what an office does.
    private static final List<String> OWN = List.of("logs", "journals", "web", "copy", "inventory");

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /// Makes a folder that only its owner may look into, or makes it so.
    private static void makeOwn(Path part) throws IOException {
        Files.createDirectories(part);
        if (Files.getFileStore(part).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /// Takes the folder, making it if it is not there.
    ///
    /// @throws OfficeInUse when another process, or this one, holds it
    static DataFolder take(Path folder) {
        try {
            Files.createDirectories(folder);
            for (String part : OWN) {
                makeOwn(folder.resolve(part));
            }
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve("holdfast.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new OfficeInUse(folder);
            }
            return new DataFolder(folder, channel, lock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
            throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    Path path() {
        return folder;
    }

    /// Replaces a file as a whole: readable by its owner alone, never seen half-written.
    void write(String name, String text) {
        write(name, () -> text);
    }

    /// The same; the text is made while no other file is written, so the newest text stays.
    synchronized void write(String name, Supplier<String> text) {
        try {
            Path staged = folder.resolve(name + ".new");
            Files.deleteIfExists(staged);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.createFile(
                        staged,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(staged);
            }
            Files.writeString(staged, text.get(), StandardCharsets.UTF_8);
            Files.move(
                    staged,
                    folder.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
