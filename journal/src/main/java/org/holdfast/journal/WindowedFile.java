// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/// A file that is read in small steps, a window at a time: the plain class asks the system for each
/// byte of a number. What is appended after it was opened is not seen. Not thread-safe.
final class WindowedFile extends RandomAccessFile {
    private static final int WINDOW = 1 << 14;

    private final byte[] window = new byte[WINDOW];
    private final long length;
    private long start;
    private int filled;
    private long position;

    /// Opens for reading only.
    WindowedFile(Path file) throws IOException {
        super(file.toFile(), "r");
        this.length = super.length();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long getFilePointer() {
        return position;
    }

    @Override
    public void seek(long to) throws IOException {
        if (to < 0) {
            throw new IOException("a position below zero");
        }
        position = to;
    }

    @Override
    public int read() throws IOException {
        if (!inside() && !fill()) {
            return -1;
        }
        return window[(int) (position++ - start)] & 0xff;
    }

    @Override
    public int read(byte[] into) throws IOException {
        return read(into, 0, into.length);
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (!inside()) {
            if (count >= WINDOW) {
                super.seek(position);
                int read = super.read(into, offset, count);
                position += Math.max(read, 0);
                return read;
            }
            if (!fill()) {
                return -1;
            }
        }
        int from = (int) (position - start);
        int read = Math.min(count, filled - from);
        System.arraycopy(window, from, into, offset, read);
        position += read;
        return read;
    }

    private boolean inside() {
        return position >= start && position < start + filled;
    }

    private boolean fill() throws IOException {
        super.seek(position);
        start = position;
        filled = Math.max(0, super.read(window, 0, WINDOW));
        return filled > 0;
    }
}
