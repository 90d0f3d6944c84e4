// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A journal of one origin in a folder of plain files; one writer, any number of readers.
@SuppressWarnings("DoNotCallSuggester")
public final class JournalDirectory implements AutoCloseable {
    private JournalDirectory() {}

    /// Makes an empty journal in a folder that is not there yet, and opens it for writing.
    public static JournalDirectory create(Path folder, String origin, String vkey) {
        return create(folder, origin, vkey, Disk.real());
    }

    /// The same, on a given disk.
    public static JournalDirectory create(Path folder, String origin, String vkey, Disk disk) {
        throw new UnsupportedOperationException();
    }

    /// Opens a journal for writing, after repairing what a crash left.
    public static JournalDirectory open(Path folder) {
        return open(folder, Disk.real());
    }

    /// The same, on a given disk.
    public static JournalDirectory open(Path folder, Disk disk) {
        throw new UnsupportedOperationException();
    }

    /// Opens a journal for reading what is there now, without a lock and without a change.
    public static JournalDirectory openForReading(Path folder) {
        throw new UnsupportedOperationException();
    }

    /// The origin: the name of the journal and of its key.
    public String origin() {
        throw new UnsupportedOperationException();
    }

    /// The key that signs this journal.
    public NoteVerifier verifier() {
        throw new UnsupportedOperationException();
    }

    /// The folder.
    public Path folder() {
        throw new UnsupportedOperationException();
    }

    /// Appends entries in order: one write and one force for the whole batch.
    public Appended append(List<NewEntry> entries) {
        throw new UnsupportedOperationException();
    }

    /// Brings all durable entries under a new signed checkpoint.
    public Checkpoint seal(NoteSigner signer) {
        throw new UnsupportedOperationException();
    }

    /// The latest checkpoint note; empty before the first seal.
    public Optional<SignedNote> checkpoint() {
        throw new UnsupportedOperationException();
    }

    /// The latest checkpoint, read; empty before the first seal.
    public Optional<Checkpoint> head() {
        throw new UnsupportedOperationException();
    }

    /// Entries that are on disk.
    public TreeSize durableSize() {
        throw new UnsupportedOperationException();
    }

    /// Entries under the latest checkpoint.
    public TreeSize signedSize() {
        throw new UnsupportedOperationException();
    }

    /// The bytes of one entry.
    public byte[] entry(EntryIndex index) {
        throw new UnsupportedOperationException();
    }

    /// One entry with its blobs.
    public Stored read(EntryIndex index) {
        throw new UnsupportedOperationException();
    }

    /// All durable entries from an index on, without blobs. To be closed.
    public Stream<JournalEntry> scan(EntryIndex from) {
        throw new UnsupportedOperationException();
    }

    /// Proves an entry in a tree of a size up to the signed one.
    public InclusionProof inclusion(EntryIndex index, TreeSize size) {
        throw new UnsupportedOperationException();
    }

    /// Proves a tree consistent with an older one, both up to the signed size.
    public ConsistencyProof consistency(TreeSize first, TreeSize second) {
        throw new UnsupportedOperationException();
    }

    /// The root of the tree of a size up to the signed one.
    public Hash root(TreeSize size) {
        throw new UnsupportedOperationException();
    }

    /// The proof file of an entry under the latest checkpoint.
    public TlogProof proof(EntryIndex index) {
        throw new UnsupportedOperationException();
    }

    /// Erases the blobs of an entry for ever: they become zero bytes of the same length.
    public void zeroBlobs(EntryIndex index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
