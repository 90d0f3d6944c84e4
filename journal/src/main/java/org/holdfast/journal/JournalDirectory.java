// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.holdfast.journal.JournalFault.Code;
import org.holdfast.journal.JournalRefusal.Reason;
import org.jspecify.annotations.Nullable;

/// A journal of one origin in a folder of plain files, which anybody may serve or copy as they are:
///
/// - `origin`, `vkey`: texts of one line; `checkpoint`: the latest signed note
/// - `tile/L/N`, `tile/entries/N`: C2SP tlog-tiles
/// - `blobs/N`: entries 256·N to 256·N+255 with their blobs; the write-ahead of the journal
///
/// One writer at a time, held by a file lock; any number of readers, in this process through the
/// same instance. Thread-safe: appends run beside a seal and beside readers. [#append] returns when
/// the entries are on this one disk; [#seal] when they are under a signed checkpoint on this disk.
/// When a write fails its outcome is unknown: this instance stops ([Code#STOPPED]) until reopened.
public final class JournalDirectory implements AutoCloseable {
    private final Path folder;
    private final NoteVerifier verifier;
    private final BlobFiles files;
    private final Source source;
    private final @Nullable Writer writer;
    private final ReadWriteLock erasing = new ReentrantReadWriteLock();
    private final Object sealing = new Object();
    private final long durableAtOpening;
    private volatile @Nullable Head head;
    private volatile @Nullable Code stopped;

    /// What only a writer has.
    private record Writer(WriterLock lock, Appender appender, Sealer sealer) {}

    private JournalDirectory(Path folder, Disk disk, boolean writing) {
        this.folder = folder;
        this.verifier = JournalFolder.verifier(folder);
        this.files = new BlobFiles(folder.resolve("blobs"));
        this.source = Source.folder(folder);
        this.head = JournalFolder.head(source, verifier).orElse(null);
        this.writer = writing ? recover(disk) : null;
        this.durableAtOpening = writing ? 0 : JournalFolder.durable(files, signedSize());
    }

    /// Makes an empty journal in a folder that is not there yet, and opens it for writing. The
    /// vkey's name must be the origin. The folder appears whole or not at all.
    public static JournalDirectory create(Path folder, String origin, String vkey) {
        return create(folder, origin, vkey, Disk.real());
    }

    /// The same, on a given disk.
    public static JournalDirectory create(Path folder, String origin, String vkey, Disk disk) {
        JournalFolder.create(folder, origin, NoteVerifier.parse(vkey), disk);
        return open(folder, disk);
    }

    /// Opens a journal for writing, after repairing what a crash left: a torn last append is cut,
    /// an erasure is finished. Refuses with [Code#CORRUPT] when stored files contradict the
    /// checkpoint. Afterwards [#durableSize] may be above [#signedSize].
    public static JournalDirectory open(Path folder) {
        return open(folder, Disk.real());
    }

    /// The same, on a given disk.
    public static JournalDirectory open(Path folder, Disk disk) {
        return new JournalDirectory(folder, disk, true);
    }

    /// Opens a journal for reading what is there now, without a lock and without changing anything;
    /// what a writer does later is not seen.
    public static JournalDirectory openForReading(Path folder) {
        return new JournalDirectory(folder, Disk.real(), false);
    }

    private Writer recover(Disk disk) {
        WriterLock lock = WriterLock.take(folder.resolve("lock"));
        boolean done = false;
        try {
            // Read again now that nobody else can change it.
            this.head = JournalFolder.head(source, verifier).orElse(null);
            Staging staging = new Staging(folder, disk);
            staging.sweep();
            Appender appender = new Appender(folder, files, disk);
            long signed = signedSize().value();
            appender.recover(signed);
            Edge edge = JournalFolder.edge(source, Optional.ofNullable(head));
            JournalFolder.removeStalePartials(folder, staging, signed);
            done = true;
            return new Writer(lock, appender, new Sealer(files, appender, staging, edge));
        } finally {
            if (!done) {
                lock.release();
            }
        }
    }

    /// The origin: the name of the journal and of its key.
    public String origin() {
        return verifier.name();
    }

    /// The key that signs this journal.
    public NoteVerifier verifier() {
        return verifier;
    }

    /// The folder.
    public Path folder() {
        return folder;
    }

    /// Appends entries in order, durably: one write and one force for each blob file touched. When
    /// this throws, some of the first entries may be on disk.
    public Appended append(List<NewEntry> entries) {
        synchronized (writer().appender()) {
            return writing(w -> w.appender().append(entries));
        }
    }

    /// Brings all durable entries under a new signed checkpoint and returns it; the present one
    /// when there is nothing new. The signer's key must be the journal's.
    public Checkpoint seal(NoteSigner signer) {
        if (!signer.vkey().equals(verifier.vkey())) {
            throw new JournalRefusal(
                    Reason.ORIGIN_DIFFERS,
                    "expected " + verifier.vkey() + ", found " + signer.vkey());
        }
        synchronized (sealing) {
            Writer w = writer();
            TreeSize durable = durableSize();
            Head before = head;
            if (before != null && before.checkpoint().size().equals(durable)) {
                return before.checkpoint();
            }
            writing(_ -> {
                w.sealer().integrate(durable.value());
                return durable;
            });
            Head signed = w.sealer().sign(signer);
            // Signed by this journal's key and verified by the signer just now.
            publish(signed);
            return signed.checkpoint();
        }
    }

    /// Takes over a checkpoint that the journal's key signed elsewhere, as a mirror does: brings
    /// the durable entries up to its size into tiles and publishes the note with its signatures, in
    /// the order of writes of [#seal]. Refused, with nothing written: a note that the key did not
    /// sign, a size below the signed or above the durable one, another root than the entries give.
    /// A note of the signed size adds its signature lines; its text must be the published one.
    public Checkpoint adopt(SignedNote note) {
        return adopt(note, same -> same);
    }

    /// The same; published is what the function makes of the note once its tiles are on disk.
    public Checkpoint adopt(SignedNote note, UnaryOperator<SignedNote> cosigning) {
        Checkpoint next = Head.of(note, verifier, head).checkpoint();
        synchronized (sealing) {
            Adoption adoption = new Adoption(writer().sealer(), Optional.ofNullable(head));
            SignedNote whole = adoption.check(note, next, durableSize());
            writing(w -> {
                w.sealer().integrate(next.size().value());
                return next;
            });
            SignedNote cosigned = cosigning.apply(whole);
            if (!cosigned.text().equals(whole.text())) {
                throw new IllegalArgumentException("cosigning adds lines and changes no text");
            }
            publish(Head.of(cosigned, verifier, new Head(whole, next)));
            return next;
        }
    }

    /// Publishes the latest checkpoint with more signature lines, such as later cosignatures; a
    /// line takes the place of one of the same key. Durable. Refused when the latest checkpoint is
    /// another one, and when a line claims the journal's key and does not verify; others are not
    /// verified.
    public SignedNote recosign(Checkpoint signed, List<NoteSignature> more) {
        synchronized (sealing) {
            writer();
            Head before = head;
            if (before == null || !before.checkpoint().equals(signed)) {
                throw new JournalRefusal(
                        Reason.NOTE_DIFFERS, "the latest checkpoint is another than " + signed);
            }
            Head next = Head.of(before.note().with(more), verifier, before);
            publish(next);
            return next.note();
        }
    }

    /// Puts a note in place of the published one, unless it is the same.
    private void publish(Head next) {
        Head before = head;
        if (before == null || !before.note().equals(next.note())) {
            writing(w -> {
                w.sealer().publish(next);
                head = next;
                w.sealer().tidy();
                return next;
            });
        }
    }

    /// What opening for writing cut off behind the last whole entry and kept; usually empty.
    public Optional<SetAside> setAside() {
        return Optional.ofNullable(writer).flatMap(w -> w.appender().setAside());
    }

    /// The latest checkpoint note; empty before the first seal.
    public Optional<SignedNote> checkpoint() {
        return Optional.ofNullable(head).map(Head::note);
    }

    /// The latest checkpoint, read; empty before the first seal.
    public Optional<Checkpoint> head() {
        return Optional.ofNullable(head).map(Head::checkpoint);
    }

    /// Entries that are on disk.
    public TreeSize durableSize() {
        Writer w = writer;
        return new TreeSize(w == null ? durableAtOpening : w.appender().durable());
    }

    /// Entries under the latest checkpoint.
    public TreeSize signedSize() {
        return head().map(Checkpoint::size).orElse(TreeSize.EMPTY);
    }

    /// The bytes of one durable entry.
    public byte[] entry(EntryIndex index) {
        requireDurable(index);
        return files.entries(index.value(), index.value() + 1).getFirst();
    }

    /// One durable entry with its blobs.
    public Stored read(EntryIndex index) {
        requireDurable(index);
        return locked(false, () -> files.read(index.value()));
    }

    /// Durable entries with their blobs, from an index on: as many as lie in the same blob file, at
    /// least one. For whoever reads everything; a file is read once and not once for each entry.
    public List<Stored> readOn(EntryIndex from) {
        requireDurable(from);
        long end = (BlobFiles.fileOf(from.value()) + 1) * BlobFiles.RECORDS;
        long to = Math.min(end, durableSize().value());
        return locked(false, () -> files.readAll(from.value(), to));
    }

    /// All entries that are durable now, from an index on, in order, without their blobs.
    public Stream<JournalEntry> scan(EntryIndex from) {
        return new Scan(source, files, signedSize(), durableSize()).from(from);
    }

    /// Proves an entry in the tree of a size up to the signed one.
    public InclusionProof inclusion(EntryIndex index, TreeSize size) {
        return signedTree().inclusion(index, size);
    }

    /// Proves that the tree of the second size begins with the tree of the first.
    public ConsistencyProof consistency(TreeSize first, TreeSize second) {
        return signedTree().consistency(first, second);
    }

    /// Proves that the entries from start up to, but not with, end are in the tree of a size. They
    /// must be a subtree: start is a multiple of a power of two that is no less than their number.
    public SubtreeProof subtree(EntryIndex start, TreeSize end, TreeSize size) {
        return signedTree().subtree(start, end, size);
    }

    /// The root of the tree of a size up to the signed one.
    public Hash root(TreeSize size) {
        return signedTree().root(size);
    }

    /// The proof file of an entry under the latest checkpoint.
    public TlogProof proof(EntryIndex index) {
        return proof(
                index,
                checkpoint()
                        .orElseThrow(() ->
                                new JournalRefusal(
                                        Reason.SIZE_BEYOND_SIGNED, "nothing is signed yet")));
    }

    /// The same under an earlier note of this journal, whose signature the caller has verified.
    public TlogProof proof(EntryIndex index, SignedNote note) {
        TreeSize size = Checkpoint.parse(note.text()).size();
        return new TlogProof(Optional.empty(), index, inclusion(index, size).path(), note);
    }

    /// Erases the blobs of an entry for ever: they become zero bytes of the same length, on disk
    /// when this returns. Entry, leaf hash and proofs stay as they are.
    public void zeroBlobs(EntryIndex index) {
        requireDurable(index);
        synchronized (writer().appender()) {
            locked(true, () -> writing(w -> w.appender().erase(index.value())));
        }
    }

    /// The same in a journal that nobody writes any more; see [ClosedErasure]. Readers through this
    /// instance wait; one that reads the folder beside it may meet a record that is half zero, and
    /// has to read again.
    ///
    /// @return how many entries were zeroed now; those that were zero already are left alone
    /// @throws JournalFault with [Code#LOCKED] while somebody has the journal open for writing
    public int zeroBlobsOfClosed(List<EntryIndex> indexes, Disk disk) {
        indexes.forEach(this::requireDurable);
        return locked(true, () -> ClosedErasure.zero(folder, files, indexes, disk));
    }

    /// Whether this instance holds the writer's lock and still writes.
    public boolean writes() {
        return writer != null && stopped == null;
    }

    /// Gives the writer's lock back; reading stays possible.
    @Override
    public void close() {
        Writer w = writer;
        if (w != null && stopped != Code.CLOSED) {
            synchronized (sealing) {
                synchronized (w.appender()) {
                    stopped = Code.CLOSED;
                }
            }
            w.lock().release();
        }
    }

    private interface Writing<T> {
        T with(Writer writer);
    }

    /// Runs one change, inside the monitor that orders such changes; unless it ends well the
    /// journal stops.
    private <T> T writing(Writing<T> change) {
        Writer w = writer();
        boolean done = false;
        try {
            T result = change.with(w);
            done = true;
            return result;
        } finally {
            if (!done && stopped == null) {
                stopped = Code.STOPPED;
            }
        }
    }

    private Writer writer() {
        Writer w = writer;
        if (w == null) {
            throw new JournalFault(Code.READ_ONLY, "opened for reading only");
        }
        Code code = stopped;
        if (code != null) {
            throw new JournalFault(code, "this journal writes no more until opened again");
        }
        return w;
    }

    private <T> T locked(boolean writing, Supplier<T> action) {
        var lock = writing ? erasing.writeLock() : erasing.readLock();
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private SignedTree signedTree() {
        return new SignedTree(source, signedSize());
    }

    private void requireDurable(EntryIndex index) {
        if (!durableSize().covers(index)) {
            throw new JournalRefusal(
                    Reason.NO_SUCH_ENTRY, "durable are " + durableSize() + ", asked was " + index);
        }
    }

    /// True when a folder holds a journal.
    public static boolean isJournal(Path folder) {
        return Files.isRegularFile(folder.resolve("vkey"));
    }
}
