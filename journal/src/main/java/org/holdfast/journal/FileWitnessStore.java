// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.JournalFault.Code;
import org.jspecify.annotations.Nullable;

/// Keeps latest notes in a folder, one file for each origin, named by the SHA-256 of the origin in
/// hexadecimal. One process at a time, held by a file lock. Thread-safe.
///
/// Order of writes, and what a crash between them means:
/// 1. The note is written and forced under another name. A crash leaves the older note in place and
///    a staged file, which the next opening removes; nobody was told of the new note.
/// 2. It is renamed over the older one, and the folder is forced. A crash before the force leaves
///    either note; opening forces what it finds, so that it cannot change afterwards.
/// 3. Only then the note is given to readers and the caller hears of it.
///
/// When a write fails its outcome is unknown, and a note that may vanish must not be shown: the
/// store answers nothing more (code [Code#STOPPED]) until it is opened again.
public final class FileWitnessStore implements WitnessStore, AutoCloseable {
    private static final String STAGED = ".new";

    private final Path folder;
    private final Disk disk;
    private final WriterLock lock;
    private final Map<String, SignedNote> latest = new HashMap<>();
    private @Nullable Code stopped;

    private FileWitnessStore(Path folder, Disk disk, WriterLock lock) {
        this.folder = folder;
        this.disk = disk;
        this.lock = lock;
    }

    /// Opens the store in a folder, which is made when only its parent is there.
    public static FileWitnessStore open(Path folder) {
        return open(folder, Disk.real());
    }

    /// The same, on a given disk.
    public static FileWitnessStore open(Path folder, Disk disk) {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("a store's folder has a parent");
        }
        disk.makeFolder(folder);
        disk.forceFolder(parent);
        WriterLock lock = WriterLock.take(folder.resolve("lock"));
        boolean done = false;
        try {
            FileWitnessStore store = new FileWitnessStore(folder, disk, lock);
            store.load();
            done = true;
            return store;
        } finally {
            if (!done) {
                lock.release();
            }
        }
    }

    private synchronized void load() {
        for (Path file : Staging.list(folder)) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(STAGED)) {
                disk.delete(file);
            } else if (!name.equals("lock")) {
                SignedNote note = read(file);
                String origin = Checkpoint.parse(note.text()).origin();
                if (!name(origin).equals(name)) {
                    throw new JournalFault(Code.CORRUPT, "the name of a latest note is not its");
                }
                disk.force(file);
                latest.put(origin, note);
            }
        }
        disk.forceFolder(folder);
    }

    private static SignedNote read(Path file) {
        byte[] bytes = Source.file(file).orElseThrow();
        try {
            SignedNote note = SignedNote.parse(bytes);
            Checkpoint.parse(note.text());
            return note;
        } catch (JournalRefusal e) {
            throw new JournalFault(Code.CORRUPT, "a latest note is not readable", e);
        }
    }

    @Override
    public synchronized Optional<SignedNote> latest(String origin) {
        requireRunning();
        return Optional.ofNullable(latest.get(origin));
    }

    @Override
    public synchronized Kept keep(TreeSize expected, SignedNote note) {
        requireRunning();
        String origin = Checkpoint.parse(note.text()).origin();
        TreeSize size = size(latest.get(origin));
        if (!size.equals(expected)) {
            return new Kept.Conflict(size);
        }
        stopped = Code.STOPPED;
        Path place = folder.resolve(name(origin));
        Path staged = folder.resolve(name(origin) + STAGED);
        disk.delete(staged);
        disk.write(staged, 0, note.bytes());
        disk.force(staged);
        disk.rename(staged, place);
        disk.forceFolder(folder);
        latest.put(origin, note);
        stopped = null;
        return new Kept.Durable();
    }

    /// The name of an origin's file: its SHA-256 in hexadecimal, as in the addresses of
    /// tlog-witness.
    static String name(String origin) {
        return Vkey.sha256(origin).hex();
    }

    private static TreeSize size(@Nullable SignedNote note) {
        return note == null ? TreeSize.EMPTY : Checkpoint.parse(note.text()).size();
    }

    private void requireRunning() {
        Code code = stopped;
        if (code != null) {
            throw new JournalFault(code, "this store answers no more until opened again");
        }
    }

    /// Gives the lock back.
    @Override
    public synchronized void close() {
        if (stopped != Code.CLOSED) {
            stopped = Code.CLOSED;
            lock.release();
        }
    }
}
