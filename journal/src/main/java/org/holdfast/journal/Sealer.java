// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;
import org.holdfast.journal.JournalFault.Code;

/// Brings durable entries into tiles and bundles and signs the tree over them, or takes over what
/// the journal's own writer signed elsewhere.
///
/// Order of writes, and what a crash between them means:
/// 1. Full and partial tiles and bundles: staged, forced, renamed, folders forced. A crash leaves
///    tiles that no checkpoint speaks of; the next seal makes the same ones from the same entries.
/// 2. Only then the root is signed, so whatever is signed is on disk; the entries were before.
/// 3. The checkpoint: staged, forced, renamed, folder forced. A crash before the rename loses a
///    signature that nobody saw; the next one is over the same entries and perhaps more.
/// 4. Partial tiles that became full are removed. A crash leaves some, which harms nobody.
///
/// Used by one thread at a time.
final class Sealer {
    /// Files that are staged before they are put in place: 8 KB and up to 16 MB each.
    private static final int MAX_STAGED = 512;

    private final BlobFiles files;
    private final Appender appender;
    private final Staging staging;
    private final Edge edge;
    private final List<TilePath> filled = new java.util.ArrayList<>();

    Sealer(BlobFiles files, Appender appender, Staging staging, Edge edge) {
        this.files = files;
        this.appender = appender;
        this.staging = staging;
        this.edge = edge;
    }

    /// Entries in tiles so far; above the signed size after a signature that failed.
    long integrated() {
        return edge.size();
    }

    /// The root over all entries below the size, which is neither below [#integrated] nor above
    /// what is durable. Nothing is written.
    Hash root(long size) {
        return edge.rootWith(appender.firstUnsigned(size - edge.size()));
    }

    /// Steps 1: all entries below the size come into tiles on disk.
    void integrate(long size) {
        while (edge.size() < size) {
            long from = edge.size();
            long end = (BlobFiles.fileOf(from) + 1) * BlobFiles.RECORDS;
            for (byte[] entry : files.entries(from, Math.min(size, end))) {
                add(entry);
            }
            if (staging.size() >= MAX_STAGED) {
                staging.place();
            }
        }
        edge.partials(staging::tile);
        staging.place();
    }

    /// Step 2: the note to publish.
    Head sign(NoteSigner signer) {
        TreeSize size = new TreeSize(edge.size());
        Checkpoint checkpoint = new Checkpoint(signer.name(), size, edge.root());
        return new Head(signer.sign(checkpoint.text()), checkpoint);
    }

    /// Step 3: the checkpoint on disk.
    void publish(Head head) {
        staging.file("checkpoint", head.note().bytes());
        staging.place();
    }

    /// Step 4: partial tiles that are no longer needed.
    void tidy() {
        filled.forEach(staging::removePartials);
        filled.clear();
    }

    private void add(byte[] entry) {
        Hash leaf = MerkleTree.leafHash(entry);
        Hash promised = appender.nextUnsigned();
        if (!leaf.equals(promised)) {
            throw new JournalFault(Code.CORRUPT, "entry %d changed on disk".formatted(edge.size()));
        }
        edge.add(
                entry,
                leaf,
                (path, bytes) -> {
                    staging.tile(path, bytes);
                    filled.add(path);
                });
    }
}
