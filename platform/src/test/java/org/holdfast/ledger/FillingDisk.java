// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.journal.Disk;
import org.holdfast.journal.JournalFault;

/// The machine's disk, which is full whenever it is told to be: nothing more is written or made
/// then, and a write leaves its first half, as a full file system does.
final class FillingDisk implements Disk {
    private final Disk real = Disk.real();
    private final AtomicBoolean full = new AtomicBoolean();

    void full(boolean now) {
        full.set(now);
    }

    private void room() {
        if (full.get()) {
            throw new JournalFault(JournalFault.Code.DISK, "no space left on device");
        }
    }

    @Override
    public void write(Path file, long position, byte[] bytes) {
        if (full.get()) {
            real.write(file, position, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        }
        room();
        real.write(file, position, bytes);
    }

    @Override
    public void force(Path file) {
        real.force(file);
    }

    @Override
    public void forceFolder(Path folder) {
        real.forceFolder(folder);
    }

    @Override
    public void rename(Path from, Path to) {
        real.rename(from, to);
    }

    @Override
    public void makeFolder(Path folder) {
        room();
        real.makeFolder(folder);
    }

    @Override
    public void cut(Path file, long length) {
        real.cut(file, length);
    }

    @Override
    public void delete(Path path) {
        real.delete(path);
    }
}
