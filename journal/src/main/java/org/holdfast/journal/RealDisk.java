// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The machine's own disk. Files are written through RandomAccessFile, which a thread's
/// interruption does not close in the middle of a write, as it would a channel.
final class RealDisk implements Disk {
    private interface Step {
        void run() throws IOException;
    }

    @Override
    public void write(Path file, long position, byte[] bytes) {
        attempt(
                "write",
                () -> {
                    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                        open.seek(position);
                        open.write(bytes);
                    }
                });
    }

    @Override
    public void force(Path file) {
        attempt(
                "force",
                () -> {
                    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                        open.getFD().sync();
                    }
                });
    }

    @Override
    public void forceFolder(Path folder) {
        attempt("force of a folder", () -> forceUninterrupted(folder));
    }

    @Override
    public void rename(Path from, Path to) {
        attempt("rename", () -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    public void makeFolder(Path folder) {
        attempt(
                "make folder",
                () -> {
                    if (!Files.isDirectory(folder)) {
                        Files.createDirectory(folder);
                    }
                });
    }

    @Override
    public void cut(Path file, long length) {
        attempt(
                "cut",
                () -> {
                    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                        open.setLength(length);
                    }
                });
    }

    @Override
    public void delete(Path path) {
        attempt("delete", () -> Files.deleteIfExists(path));
    }

    private static void forceUninterrupted(Path folder) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try (FileChannel open = FileChannel.open(folder, StandardOpenOption.READ)) {
                    open.force(true);
                    return;
                } catch (ClosedByInterruptException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void attempt(String what, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new JournalFault(JournalFault.Code.DISK, what + " failed", e);
        }
    }
}
