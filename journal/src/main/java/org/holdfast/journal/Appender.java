// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Writes the blob files: the journal's write-ahead and its side bundle of blobs.
///
/// What a crash means here: a record is acknowledged only after its file was forced, so whatever a
/// crash tears was acknowledged to nobody and is cut at the next start. A blob file is complete and
/// forced before the next one is begun, so only the last file can be torn.
///
/// After a failed write or force the state of the disk is unknown: the journal stops, and recovery
/// writes the unsigned tail once more before it calls it durable, because a file system may have
/// dropped the pages that it failed to write and still give them to a reader.
///
/// Guarded by its own monitor, except where said.
final class Appender {
    private static final String CUT = "cut";
    static final String ERASING = "erasing";
    private static final String STAGED_ERASING = "erasing.new";

    /// Bytes that are given to one write at most, apart from a larger single record.
    private static final int MAX_WRITE = 32 << 20;

    private final Path folder;
    private final BlobFiles files;
    private final Disk disk;

    /// Leaf hashes of the entries from the signed size on, as they were when appended.
    private final Deque<Hash> unsigned = new ArrayDeque<>();

    /// Positions in the last file; the one behind its last record is where it ends.
    private long[] starts = new long[BlobFiles.RECORDS + 1];

    private Optional<SetAside> setAside = Optional.empty();
    private volatile long durable;

    Appender(Path folder, BlobFiles files, Disk disk) {
        this.folder = folder;
        this.files = files;
        this.disk = disk;
    }

    /// Entries on disk; may be read at any time.
    long durable() {
        return durable;
    }

    /// The leaf hash of the first unsigned entry, which is forgotten.
    synchronized Hash nextUnsigned() {
        return unsigned.removeFirst();
    }

    /// The leaf hashes of the first unsigned entries, which stay remembered.
    synchronized List<Hash> firstUnsigned(long count) {
        return unsigned.stream().limit(count).toList();
    }

    /// Brings the files to a known state. Nothing is cut when signed entries are missing.
    synchronized void recover(long signed) {
        finishErasure();
        long count = files.count();
        if (count > 1 && files.walk(count - 2, false).length != BlobFiles.RECORDS + 1) {
            throw corrupt("blob file " + (count - 2) + " is not full");
        }
        long last = Math.max(0, count - 1);
        long[] found = files.walk(last, true);
        long size = last * BlobFiles.RECORDS + found.length - 1;
        if (size < signed) {
            throw corrupt("%d entries are signed, found %d".formatted(signed, size));
        }
        starts = Arrays.copyOf(found, BlobFiles.RECORDS + 1);
        files.remember(last, starts);
        if (count > 0) {
            setAside = keepRest(last, found[found.length - 1], size);
            disk.cut(files.path(last), found[found.length - 1]);
            disk.force(files.path(last));
        }
        rewrite(signed, size);
        disk.forceFolder(files.folder());
        durable = size;
    }

    /// What recovery cut off and kept; empty when every byte belonged to a whole entry.
    Optional<SetAside> setAside() {
        return setAside;
    }

    /// Copies what is about to be cut off. A crash behind this leaves the copy and the original;
    /// the next start copies again.
    private Optional<SetAside> keepRest(long number, long at, long index) {
        byte[] rest = files.rest(number, at);
        if (rest.length == 0) {
            return Optional.empty();
        }
        Path kept = folder.resolve(CUT);
        disk.makeFolder(kept);
        Path file = kept.resolve(number + "-" + at);
        disk.delete(file);
        disk.write(file, 0, rest);
        disk.force(file);
        disk.forceFolder(kept);
        disk.forceFolder(folder);
        long readable = files.readableBehind(number, at);
        return Optional.of(new SetAside(new EntryIndex(index), rest.length, readable, file));
    }

    /// Appends entries: one write and one force for each file that they touch.
    synchronized Appended append(List<NewEntry> entries) {
        long first = durable;
        List<Hash> leaves = new ArrayList<>(entries.size());
        int at = 0;
        while (at < entries.size()) {
            at += appendToOneFile(entries.subList(at, entries.size()), leaves);
        }
        return new Appended(new EntryIndex(first), leaves);
    }

    private int appendToOneFile(List<NewEntry> entries, List<Hash> leaves) {
        long number = BlobFiles.fileOf(durable);
        int used = (int) (durable % BlobFiles.RECORDS);
        if (used == 0) {
            starts = new long[BlobFiles.RECORDS + 1];
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Hash> hashes = new ArrayList<>();
        for (NewEntry entry : entries) {
            if (used + hashes.size() == BlobFiles.RECORDS || bytes.size() > MAX_WRITE) {
                break;
            }
            bytes.writeBytes(BlobRecord.encode(entry));
            hashes.add(entry.leafHash());
            starts[used + hashes.size()] = starts[used] + bytes.size();
        }
        // A crash in or before the force may leave part of this: nobody was told of it.
        disk.write(files.path(number), starts[used], bytes.toByteArray());
        disk.force(files.path(number));
        if (used == 0) {
            disk.forceFolder(files.folder());
            files.remember(number, starts);
        }
        // From here on the entries are durable, whether or not the caller hears of it.
        unsigned.addAll(hashes);
        leaves.addAll(hashes);
        long after = durable + hashes.size();
        durable = after;
        return hashes.size();
    }

    /// Makes all blobs of an entry zero bytes. The intent is on disk before the first byte changes,
    /// so a crash in the middle is finished at the next start.
    synchronized EntryIndex erase(long index) {
        if (files.record(index).blobLengths().isEmpty()) {
            return new EntryIndex(index);
        }
        byte[] intent = Long.toString(index).getBytes(StandardCharsets.US_ASCII);
        disk.write(folder.resolve(STAGED_ERASING), 0, intent);
        disk.force(folder.resolve(STAGED_ERASING));
        disk.rename(folder.resolve(STAGED_ERASING), folder.resolve(ERASING));
        disk.forceFolder(folder);
        eraseNow(index);
        return new EntryIndex(index);
    }

    /// Finishes what a crash left of an erasure; nothing happens when there is none.
    synchronized void finishErasure() {
        disk.delete(folder.resolve(STAGED_ERASING));
        if (Files.exists(folder.resolve(ERASING))) {
            byte[] intent = Source.file(folder.resolve(ERASING)).orElseThrow();
            eraseNow(Long.parseLong(new String(intent, StandardCharsets.US_ASCII)));
        }
    }

    private void eraseNow(long index) {
        BlobRecord record = files.record(index);
        long number = BlobFiles.fileOf(index);
        byte[] tail = files.open(number, record::erasedTail);
        disk.write(files.path(number), record.tailAt(), tail);
        disk.force(files.path(number));
        disk.delete(folder.resolve(ERASING));
        disk.forceFolder(folder);
    }

    /// Writes the unsigned tail over itself, forces it, and remembers its leaf hashes.
    private void rewrite(long signed, long size) {
        long index = signed;
        while (index < size) {
            long number = BlobFiles.fileOf(index);
            long end = Math.min(size, (number + 1) * BlobFiles.RECORDS);
            while (index < end) {
                Stored stored = files.read(index);
                long start = files.record(index).start();
                NewEntry same = new NewEntry(stored.entry(), stored.blobs());
                disk.write(files.path(number), start, BlobRecord.encode(same));
                unsigned.add(stored.leafHash());
                index++;
            }
            disk.force(files.path(number));
        }
    }

    private static JournalFault corrupt(String message) {
        return new JournalFault(JournalFault.Code.CORRUPT, message);
    }
}
