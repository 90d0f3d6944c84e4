// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.Stored;
import org.holdfast.verifier.TrustList;

/// Judges the copies of a mirror: they recompute under the trust file, each entry has its blobs,
/// and behind them the wrapped data key without which nobody could ever open them.
final class MirrorCopy {
    private static final int WRAPPED_KEY = 40;

    private final Path folder;
    private final TrustList trust;

    MirrorCopy(Path folder, TrustList trust) {
        this.folder = folder;
        this.trust = trust;
    }

    /// Reads everything and tells each finding; answers the leaf hashes of all entries,
    /// hexadecimal.
    Set<String> judge(Consumer<String> findings) throws IOException {
        Set<String> leaves = new HashSet<>();
        new FolderAudit(folder, trust, (_, entry, _) -> leaves.add(entry.leafHash().hex()))
                .run(one -> findings.accept("the mirror's copy: " + one));
        try (Stream<Path> journals = Files.list(folder.resolve("journals"))) {
            for (Path journal : journals.sorted().toList()) {
                if (Files.exists(journal.resolve("checkpoint"))) {
                    keys(journal, findings);
                }
            }
        }
        return leaves;
    }

    private static void keys(Path journal, Consumer<String> findings) {
        try (JournalDirectory copy = JournalDirectory.openForReading(journal)) {
            long size = copy.signedSize().value();
            for (long next = 0; next < size; ) {
                List<Stored> records = copy.readOn(new EntryIndex(next));
                for (Stored record :
                        records.subList(0, (int) Math.min(records.size(), size - next))) {
                    EntryFields fields = EntryFields.read(record.entry());
                    boolean kept =
                            record.blobs().size() == 2 + fields.attachments().size()
                                    && record.blobs().getLast().length == WRAPPED_KEY;
                    if (fields.key().isPresent() && !kept) {
                        findings.accept(
                                "the mirror's copy: %s entry %s has no wrapped key"
                                        .formatted(journal.getFileName(), record.index()));
                    }
                    next++;
                }
            }
        }
    }
}
