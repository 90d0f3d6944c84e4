// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.RecordStream;
import org.holdfast.journal.SignedNote;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.PublicJournal;

/// Copies a node's journals into a folder, as another site's mirror does, until it is held.
final class HeldMirror implements AutoCloseable {
    private final Ledger from;
    private final Path into;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread;
    private boolean held;
    private String left = "none-";

    HeldMirror(Ledger from, Path into) {
        this.from = from;
        this.into = into;
        this.thread = Thread.ofPlatform().daemon().name("held-mirror").start(this::run);
    }

    /// Nothing is copied any more when this returns.
    synchronized void hold() {
        held = true;
    }

    synchronized void goOn() {
        held = false;
    }

    /// From now on what begins so is not copied.
    synchronized void holdAll(String prefix) {
        left = prefix;
    }

    private void run() {
        while (!over.get()) {
            try {
                look();
                Thread.sleep(50);
            } catch (JournalFault | JournalRefusal | LedgerFault going) {
                // The next look goes on.
            } catch (InterruptedException stop) {
                return;
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }
    }

    private synchronized void look() throws IOException {
        if (!held) {
            for (PublicJournal journal : from.journals()) {
                if (!journal.name().startsWith(left)) {
                    copy(journal);
                }
            }
        }
    }

    private void copy(PublicJournal journal) throws IOException {
        Path checkpoint = journal.folder().resolve("checkpoint");
        if (!Files.exists(checkpoint)) {
            return;
        }
        SignedNote note = SignedNote.parse(Files.readAllBytes(checkpoint));
        long size = Checkpoint.parse(note.text()).size().value();
        Path folder = into.resolve(journal.name());
        try (JournalDirectory copy =
                JournalDirectory.isJournal(folder)
                        ? JournalDirectory.open(folder)
                        : JournalDirectory.create(folder, journal.origin(), journal.vkey())) {
            while (copy.durableSize().value() < size) {
                long at = copy.durableSize().value();
                List<NewEntry> records =
                        from.mirroring()
                                .records(journal.name(), at)
                                .map(RecordStream::parse)
                                .orElseThrow();
                copy.append(records.subList(0, (int) Math.min(records.size(), size - at)));
            }
            if (copy.signedSize().value() < size) {
                copy.adopt(note);
            }
        }
    }

    @Override
    public void close() {
        over.set(true);
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
