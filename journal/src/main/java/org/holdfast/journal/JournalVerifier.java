// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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

    private final NoteVerifier key;
    private final Progress progress;

    /// A verifier for the journal of a key; the key's name is the origin.
    public JournalVerifier(NoteVerifier key, Progress progress) {
        this.key = key;
        this.progress = progress;
    }

    /// Checks a folder, blob files included. A writer may go on meanwhile.
    public JournalReport verify(Path folder) {
        Source source = Source.folder(folder);
        Checkpoint head = tree(source);
        long durable = new BlobCheck(folder, source).check(head.size().value());
        return new JournalReport(head, new TreeSize(durable));
    }

    /// Checks the public files at an address. The durable size is the signed one: blobs are not
    /// public.
    public JournalReport verify(URI address, HttpClient client) {
        Checkpoint head = tree(new HttpSource(client, address));
        return new JournalReport(head, head.size());
    }

    private Checkpoint tree(Source source) {
        byte[] note = required(source, "checkpoint");
        Checkpoint head = key.checkpoint(SignedNote.parse(note));
        Edge edge = new Edge();
        long size = head.size().value();
        Edge.Sink compare = (path, bytes) -> compare(source, path, bytes);
        for (long first = 0; first < size; first += TilePath.FULL) {
            int width = (int) Math.min(TilePath.FULL, size - first);
            for (byte[] entry : entries(source, first / TilePath.FULL, width)) {
                JournalEntry read = new JournalEntry(new EntryIndex(edge.size()), entry);
                edge.add(entry, read.leafHash(), compare);
                progress.entry(read, head.size());
            }
        }
        edge.partials(compare);
        if (!edge.root().equals(head.root())) {
            throw new JournalRefusal(
                    Reason.ROOT_DIFFERS,
                    "signed " + head.root() + ", the entries give " + edge.root());
        }
        return head;
    }

    /// The first entries of a bundle; the full bundle may have come in the partial one's place.
    static List<byte[]> entries(Source source, long number, int width) {
        TilePath path = TilePath.entries(number, width);
        byte[] bytes = partial(source, path);
        List<byte[]> entries = EntryBundle.parseAll(bytes);
        if (entries.size() < width) {
            throw new JournalRefusal(
                    Reason.MALFORMED_BUNDLE,
                    "%s: expected %d entries, found %d".formatted(path, width, entries.size()));
        }
        return entries.subList(0, width);
    }

    private static void compare(Source source, TilePath path, byte[] computed) {
        int length = computed.length;
        boolean same =
                source.read(path.path())
                        .map(found -> Arrays.equals(found, computed))
                        .orElseGet(() -> {
                            byte[] full = required(source, path.full().path());
                            int end = Math.min(length, full.length);
                            return Arrays.equals(full, 0, end, computed, 0, length);
                        });
        if (!same) {
            Reason reason = path.isEntries() ? Reason.ENTRY_DIFFERS : Reason.TILE_DIFFERS;
            throw new JournalRefusal(reason, path + " is not what the entries give");
        }
    }

    private static byte[] partial(Source source, TilePath path) {
        return source.read(path.path()).orElseGet(() -> required(source, path.full().path()));
    }

    private static byte[] required(Source source, String path) {
        return source.read(path)
                .orElseThrow(() -> new JournalRefusal(Reason.FILE_MISSING, "no " + path));
    }
}
