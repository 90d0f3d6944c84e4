// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.file.Path;

/// Every change that a journal makes to its files, so that tests can fail or die at each step. A
/// method throws [JournalFault] with [JournalFault.Code#DISK] when it fails; whether the change was
/// made is unknown then.
public interface Disk {
    /// The machine's own disk.
    static Disk real() {
        return new RealDisk();
    }

    /// The same without waiting: `force` does nothing, and a power cut may leave anything. For
    /// copies that can be made again, such as those that tests ruin.
    static Disk unforced() {
        return new UnforcedDisk();
    }

    /// Writes all bytes from a position on, making the file when it is not there.
    void write(Path file, long position, byte[] bytes);

    /// Returns when the bytes of a file are on disk.
    void force(Path file);

    /// Returns when the names in a folder are on disk.
    void forceFolder(Path folder);

    /// Puts a file in place of another in one step.
    void rename(Path from, Path to);

    /// Makes a folder whose parent is there; nothing happens when it is there already.
    void makeFolder(Path folder);

    /// Cuts a file to a length.
    void cut(Path file, long length);

    /// Removes a file or an empty folder; nothing happens when it is not there.
    void delete(Path path);
}
