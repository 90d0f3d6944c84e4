// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;
import java.util.function.Function;

/// A copy of entries alone, written by uploads alone. Thread-safe.
final class EntriesOnly implements MirrorCopy {
    private final JournalDirectory copy;
    private final Function<SignedNote, NoteSignature> cosigning;
    private final Object saving = new Object();

    /// Every entry here was proved for a pending checkpoint; when the latest one covers fewer, the
    /// store or the copy was lost or put back, which is refused.
    EntriesOnly(
            JournalDirectory copy,
            WitnessStore pending,
            Function<SignedNote, NoteSignature> cosigning) {
        this.copy = copy;
        this.cosigning = cosigning;
        TreeSize size =
                pending.latest(copy.origin())
                        .map(note -> Checkpoint.parse(note.text()).size())
                        .orElse(TreeSize.EMPTY);
        if (size.compareTo(copy.durableSize()) < 0) {
            throw new JournalFault(
                    JournalFault.Code.CORRUPT,
                    "pending is %s, entries are here up to %s: state was lost"
                            .formatted(size, copy.durableSize()));
        }
    }

    @Override
    public JournalDirectory directory() {
        return copy;
    }

    @Override
    public void save(EntryIndex start, List<byte[]> entries) {
        synchronized (saving) {
            // "If some entry has already been written, the mirror MUST skip saving that entry."
            long skipped = Math.max(0, copy.durableSize().value() - start.value());
            List<NewEntry> fresh =
                    entries.stream()
                            .skip(skipped)
                            .map(entry -> new NewEntry(entry, List.of()))
                            .toList();
            if (!fresh.isEmpty()) {
                copy.append(fresh);
            }
        }
    }

    @Override
    public NoteSignature publish(SignedNote target) {
        synchronized (saving) {
            NoteSignature[] line = new NoteSignature[1];
            copy.adopt(
                    target,
                    note -> {
                        line[0] = cosigning.apply(note);
                        return note.with(List.of(line[0]));
                    });
            return line[0];
        }
    }
}
