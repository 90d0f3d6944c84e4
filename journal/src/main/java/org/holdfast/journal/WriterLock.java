// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.holdfast.journal.JournalFault.Code;
import org.jspecify.annotations.Nullable;

/// The right to write a journal, held by a file lock; the operating system takes it back when the
/// process dies.
final class WriterLock {
    private final FileChannel channel;

    private WriterLock(FileChannel channel) {
        this.channel = channel;
    }

    static WriterLock take(Path file) {
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lock(channel);
            taken = lock != null;
            if (!taken) {
                throw new JournalFault(Code.LOCKED, "another writer holds the journal");
            }
            return new WriterLock(channel);
        } catch (IOException e) {
            throw new JournalFault(Code.DISK, "locking failed", e);
        } finally {
            if (!taken && channel != null) {
                close(channel);
            }
        }
    }

    void release() {
        close(channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new JournalFault(Code.LOCKED, "this process holds the journal already", e);
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new JournalFault(Code.DISK, "giving the lock back failed", e);
        }
    }
}
