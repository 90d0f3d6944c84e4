// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Erasure in a journal that nobody writes any more, such as an earlier origin. Takes the writer's
/// lock for as long as it lasts.
///
/// A crash at any line leaves either the old record or an `erasing` file, which the next call
/// brings to its end; nothing else of the folder is touched.
public final class ClosedErasure {
    private ClosedErasure() {}

    /// Brings an erasure to its end that a crash cut off. To be called before such a journal is
    /// opened for reading: until then the record in question may be half zero. Nothing happens when
    /// there is none.
    ///
    /// @throws JournalFault with `LOCKED` while somebody has the journal open for writing
    public static void finish(Path folder, Disk disk) {
        if (Files.exists(folder.resolve(Appender.ERASING))) {
            zero(folder, new BlobFiles(folder.resolve("blobs")), List.of(), disk);
        }
    }

    /// Makes the blobs of entries zero bytes, durably; those that are zero already are left alone.
    ///
    /// @return how many were zeroed now
    static int zero(Path folder, BlobFiles files, List<EntryIndex> indexes, Disk disk) {
        WriterLock lock = WriterLock.take(folder.resolve("lock"));
        try {
            Appender eraser = new Appender(folder, files, disk);
            eraser.finishErasure();
            int zeroed = 0;
            for (EntryIndex index : indexes) {
                if (files.read(index.value()).holdsBlobs()) {
                    eraser.erase(index.value());
                    zeroed++;
                }
            }
            return zeroed;
        } finally {
            lock.release();
        }
    }
}
