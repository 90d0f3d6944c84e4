// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.SignedNote;
import org.holdfast.journal.Stored;

/// Copies a journal up to its checkpoint and not one entry further: for copies that somebody else
/// has kept. Tiles are made anew and must give the signed root.
final class SignedCopy {
    private SignedCopy() {}

    /// Copies into a folder that is not there yet.
    ///
    /// @throws org.holdfast.journal.JournalRefusal when the records do not give the signed root
    static void copy(Path from, Path to) {
        try (JournalDirectory source = JournalDirectory.openForReading(from);
                JournalDirectory target =
                        JournalDirectory.create(to, source.origin(), source.verifier().vkey())) {
            SignedNote note =
                    source.checkpoint()
                            .orElseThrow(
                                    () -> new IllegalStateException("no checkpoint in " + from));
            long size = source.verifier().checkpoint(note).size().value();
            long done = 0;
            while (done < size) {
                List<NewEntry> batch = new ArrayList<>();
                for (Stored stored : source.readOn(new EntryIndex(done))) {
                    if (done < size) {
                        batch.add(new NewEntry(stored.entry(), stored.blobs()));
                        done++;
                    }
                }
                target.append(batch);
            }
            target.adopt(note);
        }
    }
}
