// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.Optional;
import org.holdfast.journal.JournalRefusal.Reason;

/// Judges whether a checkpoint that was signed elsewhere may follow the published one. Writes
/// nothing. Used inside the monitor that orders seals.
final class Adoption {
    private final Sealer sealer;
    private final Optional<Head> head;

    Adoption(Sealer sealer, Optional<Head> head) {
        this.sealer = sealer;
        this.head = head;
    }

    /// Returns the note to publish: the one given or, at the published size, the published one with
    /// its lines added.
    SignedNote check(SignedNote note, Checkpoint next, TreeSize durable) {
        TreeSize floor = new TreeSize(Math.max(signed().value(), sealer.integrated()));
        if (next.size().compareTo(floor) < 0) {
            throw new JournalRefusal(
                    Reason.SIZES_REVERSED, "sealed are " + floor + ", adopted was " + next.size());
        }
        if (next.size().compareTo(durable) > 0) {
            throw new JournalRefusal(
                    Reason.SIZE_BEYOND_DURABLE,
                    "durable are " + durable + ", adopted was " + next.size());
        }
        Hash root = sealer.root(next.size().value());
        if (!root.equals(next.root())) {
            throw new JournalRefusal(
                    Reason.ROOT_DIFFERS,
                    "signed %s, the entries give %s".formatted(next.root(), root));
        }
        return head.filter(published -> published.checkpoint().size().equals(next.size()))
                .map(published -> merged(published.note(), note))
                .orElse(note);
    }

    private TreeSize signed() {
        return head.map(published -> published.checkpoint().size()).orElse(TreeSize.EMPTY);
    }

    private static SignedNote merged(SignedNote published, SignedNote note) {
        if (!published.text().equals(note.text())) {
            throw new JournalRefusal(Reason.NOTE_DIFFERS, "the note of this size has another text");
        }
        return published.with(note.signatures());
    }
}
