// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.time.Duration;
import org.holdfast.drills.AuditWatcher;
import org.holdfast.journal.JournalEntry;
import org.holdfast.journal.TreeSize;
import org.holdfast.verifier.Reconciliation;

/// Says every few seconds how far an audit has come, beside the answer.
final class AuditProgress implements AuditWatcher, Reconciliation.Progress {
    private static final long EVERY_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int LOOK_EVERY = 1 << 10;

    private final long begun = System.nanoTime();
    private long told = begun;
    private long entries;

    @Override
    public void entry(String journal, JournalEntry entry, TreeSize of) {
        entries++;
        if (entries % LOOK_EVERY == 0 && System.nanoTime() - told > EVERY_NANOS) {
            told = System.nanoTime();
            Screen.err(
                    "  %s: %,d of %,d entries; %s"
                            .formatted(journal, entry.index().value() + 1, of.value(), rate()));
        }
    }

    @Override
    public void step(String words) {
        Screen.err("  " + words + " ...");
    }

    @Override
    public void entries(String journal, long done, long of) {
        if (System.nanoTime() - told > EVERY_NANOS) {
            told = System.nanoTime();
            Screen.err("  %s: %,d of %,d entries".formatted(journal, done, of));
        }
    }

    /// Entries and time so far.
    String rate() {
        double seconds = Math.max(1, System.nanoTime() - begun) / 1e9;
        return "%,d in %.1f s, %,.0f a second".formatted(entries, seconds, entries / seconds);
    }
}
