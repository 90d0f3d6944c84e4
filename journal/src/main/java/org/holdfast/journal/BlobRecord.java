// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// One record of a blob file: u32 entry length, entry, u8 number of blobs, for each blob u32 length
/// and bytes, u32 CRC-32C of all before in the record. Integers are big-endian.
///
/// A region of zero bytes, as a torn append may leave it, is not a record: its CRC is not zero.
record BlobRecord(long start, int entryLength, List<Integer> blobLengths) {
    private static final int CRC_BYTES = 4;
    private static final int LENGTH_BYTES = 4;

    BlobRecord {
        blobLengths = List.copyOf(blobLengths);
    }

    /// The bytes of a record.
    static byte[] encode(NewEntry entry) {
        int size = LENGTH_BYTES + entry.entry().length + 1 + CRC_BYTES;
        for (byte[] blob : entry.blobs()) {
            size += LENGTH_BYTES + blob.length;
        }
        ByteBuffer record = ByteBuffer.allocate(size);
        record.putInt(entry.entry().length).put(entry.entry());
        record.put((byte) entry.blobs().size());
        entry.blobs().forEach(blob -> record.putInt(blob.length).put(blob));
        record.putInt(crc(record.array(), size - CRC_BYTES));
        return record.array();
    }

    /// Reads the lengths of the record that starts here; empty when it runs past the end or a
    /// limit.
    static Optional<BlobRecord> at(RandomAccessFile file, long start) throws IOException {
        long length = file.length();
        if (length - start < LENGTH_BYTES + 1 + CRC_BYTES) {
            return Optional.empty();
        }
        file.seek(start);
        int entryLength = file.readInt();
        long at = start + LENGTH_BYTES + (entryLength & 0xffffffffL);
        if (entryLength < 0 || entryLength > NewEntry.MAX_ENTRY_BYTES || at >= length) {
            return Optional.empty();
        }
        file.seek(at);
        int blobs = file.readUnsignedByte();
        at++;
        long total = 0;
        List<Integer> lengths = new ArrayList<>(blobs);
        for (int i = 0; i < blobs; i++) {
            if (length - at < LENGTH_BYTES) {
                return Optional.empty();
            }
            file.seek(at);
            int blob = file.readInt();
            total += blob;
            at += LENGTH_BYTES + blob;
            if (blob < 0 || total > NewEntry.MAX_BLOB_BYTES || at > length) {
                return Optional.empty();
            }
            lengths.add(blob);
        }
        return length - at < CRC_BYTES
                ? Optional.empty()
                : Optional.of(new BlobRecord(start, entryLength, lengths));
    }

    /// Reads the record at the position of a buffer and moves behind it; empty when it runs past
    /// the end or a limit, or its CRC does not fit.
    static Optional<Stored> next(ByteBuffer from, EntryIndex index) {
        int start = from.position();
        Optional<byte[]> entry = field(from, NewEntry.MAX_ENTRY_BYTES);
        if (entry.isEmpty() || !from.hasRemaining()) {
            return Optional.empty();
        }
        int count = from.get() & 0xff;
        List<byte[]> blobs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Optional<byte[]> blob = field(from, NewEntry.MAX_BLOB_BYTES);
            if (blob.isEmpty()) {
                return Optional.empty();
            }
            blobs.add(blob.get());
        }
        int end = from.position();
        if (from.remaining() < CRC_BYTES) {
            return Optional.empty();
        }
        CRC32C crc = new CRC32C();
        crc.update(from.array(), from.arrayOffset() + start, end - start);
        return from.getInt() == (int) crc.getValue()
                ? Optional.of(new Stored(index, entry.get(), blobs))
                : Optional.empty();
    }

    private static Optional<byte[]> field(ByteBuffer from, long most) {
        if (from.remaining() < LENGTH_BYTES) {
            return Optional.empty();
        }
        int length = from.getInt();
        if (length < 0 || length > most || length > from.remaining()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        return Optional.of(bytes);
    }

    /// Where the next record starts.
    long end() {
        return crcAt() + CRC_BYTES;
    }

    /// Reads the entry alone; the CRC is not looked at.
    byte[] entry(RandomAccessFile file) throws IOException {
        byte[] entry = new byte[entryLength];
        file.seek(start + LENGTH_BYTES);
        file.readFully(entry);
        return entry;
    }

    /// Reads the record; empty when the CRC does not fit.
    Optional<Stored> read(RandomAccessFile file, EntryIndex index) throws IOException {
        byte[] bytes = bytes(file);
        ByteBuffer record = ByteBuffer.wrap(bytes);
        if (record.getInt(bytes.length - CRC_BYTES) != crc(bytes, bytes.length - CRC_BYTES)) {
            return Optional.empty();
        }
        byte[] entry = new byte[record.getInt()];
        record.get(entry).get();
        List<byte[]> blobs = new ArrayList<>(blobLengths.size());
        for (int length : blobLengths) {
            byte[] blob = new byte[length];
            record.getInt();
            record.get(blob);
            blobs.add(blob);
        }
        return Optional.of(new Stored(index, entry, blobs));
    }

    /// Everything after the entry, with zero bytes for all blobs, and the CRC to match.
    byte[] erasedTail(RandomAccessFile file) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(end() - start)];
        ByteBuffer record = ByteBuffer.wrap(bytes);
        record.putInt(entryLength).put(entry(file)).put((byte) blobLengths.size());
        for (int length : blobLengths) {
            record.putInt(length);
            record.position(record.position() + length);
        }
        record.putInt(crc(bytes, bytes.length - CRC_BYTES));
        return java.util.Arrays.copyOfRange(bytes, LENGTH_BYTES + entryLength, bytes.length);
    }

    /// Where the tail after the entry starts.
    long tailAt() {
        return start + LENGTH_BYTES + entryLength;
    }

    private long crcAt() {
        long at = tailAt() + 1;
        for (int length : blobLengths) {
            at += LENGTH_BYTES + length;
        }
        return at;
    }

    private byte[] bytes(RandomAccessFile file) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(end() - start)];
        file.seek(start);
        file.readFully(bytes);
        return bytes;
    }

    static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
