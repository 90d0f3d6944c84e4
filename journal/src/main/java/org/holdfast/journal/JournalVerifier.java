// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.net.URI;
import java.nio.file.Path;
import org.holdfast.journal.JournalRefusal.Reason;

/// Checks a whole journal by computing everything again from its entries: every leaf hash, every
/// tile of every level, the root, the signature; in a folder also the blob files and their CRCs.
///
/// Nothing that the journal says is believed but the key, which the caller gives. Returns only when
/// everything fits; else refuses with the first thing that does not. Memory does not grow with the
/// journal. Thread-safe.
public final class JournalVerifier {
    /// Hears of each entry as it is checked. An entry's bytes are checked against the signed root
    /// only when the whole verification returns; until then they are a claim.
    public interface Progress {
        /// Hears nothing.
        Progress SILENT = (_, _) -> {};

        /// One more entry was read, of so many in all.
        void entry(JournalEntry entry, TreeSize of);
    }

    /// Hears of each whole record of the blob files, signed or not, once its CRC was checked.
    public interface Records {
        /// Hears nothing.
        Records SILENT = _ -> {};

        /// One more record was read.
        void record(Stored record);
    }

    private final NoteVerifier key;
    private final Progress progress;
    private final Records records;

    /// A verifier for the journal of a key; the key's name is the origin.
    public JournalVerifier(NoteVerifier key, Progress progress) {
        this(key, progress, Records.SILENT);
    }

    /// The same, that also tells what the blob files of a folder hold.
    public JournalVerifier(NoteVerifier key, Progress progress, Records records) {
        this.key = key;
        this.progress = progress;
        this.records = records;
    }

    /// Checks a folder, blob files included. A writer may go on meanwhile.
    public JournalReport verify(Path folder) {
        Source source = Source.folder(folder);
        Checkpoint head = tree(source);
        long durable = new BlobCheck(folder, source, records).check(head.size().value());
        return new JournalReport(head, new TreeSize(durable));
    }

    /// Checks the public files at an address. The durable size is the signed one: blobs are not
    /// public.
    public JournalReport verify(URI address, HttpFiles files) {
        try (HttpSource source = new HttpSource(files, address)) {
            Checkpoint head = tree(source);
            return new JournalReport(head, head.size());
        }
    }

    private Checkpoint tree(Source source) {
        byte[] note =
                source.read("checkpoint")
                        .orElseThrow(
                                () -> new JournalRefusal(Reason.FILE_MISSING, "no checkpoint"));
        Checkpoint head = key.checkpoint(SignedNote.parse(note));
        Hash root = new TreeCheck(source).root(head.size(), progress);
        if (!root.equals(head.root())) {
            throw new JournalRefusal(
                    Reason.ROOT_DIFFERS, "signed " + head.root() + ", the entries give " + root);
        }
        return head;
    }
}
