// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.RecordStream;
import org.holdfast.journal.SignedNote;
import org.holdfast.ledger.Ledger;
import org.holdfast.ledger.PublicJournal;

/// What the mirror of another site does with a node's journals, without a network.
public final class CopiedJournal {
    private CopiedJournal() {}

    /// Brings a copy up to the newest checkpoint of its journal, as far as the node gives it now.
    ///
    /// @param into folder of the copy; made when it is not there
    /// @param cosigning what the mirror makes of the checkpoint before it publishes it
    public static void copy(
            Ledger from, PublicJournal journal, Path into, UnaryOperator<SignedNote> cosigning)
            throws IOException {
        Path checkpoint = journal.folder().resolve("checkpoint");
        if (!Files.exists(checkpoint)) {
            return;
        }
        SignedNote note = SignedNote.parse(Files.readAllBytes(checkpoint));
        long size = Checkpoint.parse(note.text()).size().value();
        try (JournalDirectory copy =
                JournalDirectory.isJournal(into)
                        ? JournalDirectory.open(into)
                        : JournalDirectory.create(into, journal.origin(), journal.vkey())) {
            while (copy.durableSize().value() < size) {
                long at = copy.durableSize().value();
                Optional<byte[]> given = from.mirroring().records(journal.name(), at);
                if (given.isEmpty()) {
                    return; // its checkpoint is on disk a moment before the node gives it
                }
                List<NewEntry> records = RecordStream.parse(given.get());
                copy.append(records.subList(0, (int) Math.min(records.size(), size - at)));
            }
            if (copy.signedSize().value() < size) {
                copy.adopt(note, cosigning);
            }
        }
    }
}
