// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.file.Path;

/// The machine's own disk without waiting for it; see [Disk#unforced].
final class UnforcedDisk implements Disk {
    private final Disk real = new RealDisk();

    @Override
    public void write(Path file, long position, byte[] bytes) {
        real.write(file, position, bytes);
    }

    @Override
    public void force(Path file) {}

    @Override
    public void forceFolder(Path folder) {}

    @Override
    public void rename(Path from, Path to) {
        real.rename(from, to);
    }

    @Override
    public void makeFolder(Path folder) {
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
