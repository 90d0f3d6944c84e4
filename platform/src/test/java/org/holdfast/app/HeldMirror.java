// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.LedgerFault;
import org.holdfast.ledger.PublicJournal;
import org.holdfast.testing.CopiedJournal;

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
                    CopiedJournal.copy(
                            from, journal, into.resolve(journal.name()), UnaryOperator.identity());
                }
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
