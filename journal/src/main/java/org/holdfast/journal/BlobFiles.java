// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Reads the blob files: `blobs/N` holds the records of the entries 256·N to 256·N+255.
/// Thread-safe.
final class BlobFiles {
    /// Records in a full file.
    static final int RECORDS = 256;

    /// Files whose record positions are remembered: 2 KB each.
    private static final int REMEMBERED_FILES = 1024;

    interface Reading<T> {
        T from(RandomAccessFile file) throws IOException;
    }

    private final Path folder;

    /// Positions of the records of full files, least recently used first.
    private final Map<Long, long[]> remembered =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, long[]> eldest) {
                    return size() > REMEMBERED_FILES;
                }
            };

    BlobFiles(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    Path path(long file) {
        return folder.resolve(Long.toString(file));
    }

    /// How many files there are; they are numbered without a gap.
    long count() {
        try (Stream<Path> files = Files.list(folder)) {
            long count = files.count();
            if (count > 0 && !Files.exists(path(count - 1))) {
                throw new JournalFault(JournalFault.Code.CORRUPT, "a blob file is missing");
            }
            return count;
        } catch (IOException e) {
            throw new JournalFault(JournalFault.Code.DISK, "listing blob files failed", e);
        }
    }

    /// The file of an entry.
    static long fileOf(long index) {
        return index / RECORDS;
    }

    /// One record with its blobs.
    Stored read(long index) {
        long start = start(index);
        return open(
                fileOf(index),
                file ->
                        record(file, start)
                                .read(file, new EntryIndex(index))
                                .orElseThrow(
                                        () -> corrupt("the CRC of entry " + index + " differs")));
    }

    /// The records of a range inside one file, read with one look at the disk.
    List<Stored> readAll(long from, long to) {
        long first = start(from);
        ByteBuffer bytes = ByteBuffer.wrap(rest(fileOf(from), first));
        List<Stored> records = new ArrayList<>();
        for (long i = from; i < to; i++) {
            EntryIndex index = new EntryIndex(i);
            records.add(
                    BlobRecord.next(bytes, index)
                            .orElseThrow(() -> corrupt("entry " + index + " is not whole")));
        }
        return records;
    }

    /// The lengths of one record.
    BlobRecord record(long index) {
        long start = start(index);
        return open(fileOf(index), file -> record(file, start));
    }

    /// The entries of a range inside one file, without blobs.
    List<byte[]> entries(long from, long to) {
        long first = start(from);
        return open(
                fileOf(from),
                file -> {
                    List<byte[]> entries = new ArrayList<>();
                    long at = first;
                    for (long i = from; i < to; i++) {
                        BlobRecord record = record(file, at);
                        entries.add(record.entry(file));
                        at = record.end();
                    }
                    return entries;
                });
    }

    /// The positions of all whole records of a file, and behind the last of them its end. A record
    /// whose CRC does not fit ends the walk when CRCs are looked at.
    long[] walk(long number, boolean checked) {
        return walk(
                number,
                checked
                        ? (record, file, index) -> record.read(file, index).isPresent()
                        : (_, _, _) -> true);
    }

    /// The same with CRCs looked at from the entry behind a size on.
    long[] walk(long number, TreeSize trusted) {
        return walk(
                number,
                (record, file, index) ->
                        trusted.covers(index) || record.read(file, index).isPresent());
    }

    /// The same with CRCs looked at; hears of each whole record.
    long[] walk(long number, Consumer<Stored> records) {
        return walk(
                number,
                (record, file, index) -> {
                    Optional<Stored> read = record.read(file, index);
                    read.ifPresent(records);
                    return read.isPresent();
                });
    }

    private interface Check {
        boolean whole(BlobRecord record, RandomAccessFile file, EntryIndex index)
                throws IOException;
    }

    private long[] walk(long number, Check check) {
        if (!Files.exists(path(number))) {
            return new long[] {0};
        }
        return open(
                number,
                file -> {
                    long[] starts = new long[RECORDS + 1];
                    int count = 0;
                    while (count < RECORDS) {
                        Optional<BlobRecord> record = BlobRecord.at(file, starts[count]);
                        EntryIndex index = new EntryIndex(number * RECORDS + count);
                        if (record.isEmpty() || !check.whole(record.get(), file, index)) {
                            break;
                        }
                        starts[++count] = record.get().end();
                    }
                    return Arrays.copyOf(starts, count + 1);
                });
    }

    /// The bytes of a file from a position on.
    byte[] rest(long number, long at) {
        return open(
                number,
                file -> {
                    byte[] rest = new byte[Math.toIntExact(Math.max(0, file.length() - at))];
                    file.seek(at);
                    file.readFully(rest);
                    return rest;
                });
    }

    /// How many whole records stand behind the one at a position, which is not whole itself.
    long readableBehind(long number, long at) {
        return open(
                number,
                file -> {
                    long readable = 0;
                    Optional<BlobRecord> record = BlobRecord.at(file, at);
                    for (int i = 0; i < RECORDS && record.isPresent(); i++) {
                        record = BlobRecord.at(file, record.get().end());
                        if (record.isPresent()
                                && record.get().read(file, new EntryIndex(0)).isPresent()) {
                            readable++;
                        }
                    }
                    return readable;
                });
    }

    /// Remembers where the records of a file start; the array may have room at its end.
    void remember(long number, long[] starts) {
        synchronized (remembered) {
            remembered.put(number, starts);
        }
    }

    <T> T open(long number, Reading<T> reading) {
        try (RandomAccessFile file = new WindowedFile(path(number))) {
            return reading.from(file);
        } catch (FileNotFoundException e) {
            throw new JournalFault(JournalFault.Code.CORRUPT, "blob file missing: " + number, e);
        } catch (IOException e) {
            throw new JournalFault(JournalFault.Code.DISK, "reading blobs failed", e);
        }
    }

    private long start(long index) {
        long number = fileOf(index);
        long[] starts;
        synchronized (remembered) {
            starts = remembered.get(number);
        }
        int within = (int) (index % RECORDS);
        if (starts == null || starts.length <= within) {
            starts = walk(number, false);
            if (starts.length <= within + 1) {
                throw corrupt("entry " + index + " is missing");
            }
            if (starts.length == RECORDS + 1) {
                remember(number, starts);
            }
        }
        return starts[within];
    }

    private static BlobRecord record(RandomAccessFile file, long start) throws IOException {
        return BlobRecord.at(file, start).orElseThrow(() -> corrupt("a record is cut off"));
    }

    private static JournalFault corrupt(String message) {
        return new JournalFault(JournalFault.Code.CORRUPT, message);
    }
}
