// SPDX-License-Identifier: Apache-2.0
package org.holdfast.mirror;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.FileWitnessStore;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.TreeSize;
import org.holdfast.journal.WitnessStore;
import org.jspecify.annotations.Nullable;

/// The checkpoints that this mirror took by `add-checkpoint`, in its folder `pending`: pending for
/// the mirror key, and cosigned by the witness key. Opened at first use, and opened again after a
/// disk failed. Thread-safe.
final class SeenCheckpoints implements WitnessStore, AutoCloseable {
    private final Path folder;
    private @Nullable FileWitnessStore store;
    private boolean closed;

    SeenCheckpoints(Path mirror) {
        this.folder = mirror.resolve("pending");
    }

    @Override
    public Optional<SignedNote> latest(String origin) {
        return with(files -> files.latest(origin));
    }

    @Override
    public Kept keep(TreeSize expected, SignedNote note) {
        return with(files -> files.keep(expected, note));
    }

    private synchronized <T> T with(Function<FileWitnessStore, T> action) {
        if (closed) {
            throw new JournalFault(JournalFault.Code.CLOSED, "this mirror has ended");
        }
        FileWitnessStore files = store;
        if (files == null) {
            files = FileWitnessStore.open(folder);
            store = files;
        }
        boolean done = false;
        try {
            T result = action.apply(files);
            done = true;
            return result;
        } finally {
            if (!done) {
                files.close();
                store = null;
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (store != null) {
            store.close();
        }
    }

    /// The same for one copy, whose adopted checkpoint counts too: neither key goes behind the
    /// larger of both. To be used with the copy's lock held.
    WitnessStore over(JournalDirectory copy) {
        return new WitnessStore() {
            @Override
            public Optional<SignedNote> latest(String origin) {
                Optional<SignedNote> kept = SeenCheckpoints.this.latest(origin);
                Optional<SignedNote> adopted = copy.checkpoint();
                boolean larger = size(kept).compareTo(size(adopted)) > 0;
                return larger || adopted.isEmpty() ? kept : adopted;
            }

            @Override
            public Kept keep(TreeSize expected, SignedNote note) {
                String origin = Checkpoint.parse(note.text()).origin();
                TreeSize size = size(latest(origin));
                return size.equals(expected)
                        ? SeenCheckpoints.this.keep(size(SeenCheckpoints.this.latest(origin)), note)
                        : new Kept.Conflict(size);
            }
        };
    }

    static TreeSize size(Optional<SignedNote> note) {
        return note.map(one -> Checkpoint.parse(one.text()).size()).orElse(TreeSize.EMPTY);
    }
}
