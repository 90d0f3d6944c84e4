// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.holdfast.journal.Checkpoint;
import org.holdfast.journal.Frontier;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.NoteVerifier;
import org.holdfast.journal.SignedNote;
import tools.jackson.databind.JsonNode;

/// One public journal read whole over HTTP: the checkpoint's signature, every entry, and the root
/// recomputed from them.
final class JournalReading {
    private static final int BUNDLE = 256;

    /// Takes each entry with its index.
    interface EntryReader {
        void read(long index, byte[] entry);
    }

    private final OfficeClient client;
    private final String prefix;
    private final NoteVerifier key;
    private final String name;

    JournalReading(OfficeClient client, JsonNode journal) {
        this.client = client;
        this.prefix = journal.path("href").asString("");
        this.name = journal.path("name").asString("");
        this.key = NoteVerifier.parse(journal.path("vkey").asString(""));
    }

    void read(EntryReader reader, Consumer<String> finding) throws IOException {
        SignedNote note = SignedNote.parse(get("/checkpoint"));
        Checkpoint checkpoint = key.checkpoint(note);
        long size = checkpoint.size().value();
        Frontier frontier = new Frontier();
        for (long bundle = 0; bundle * BUNDLE < size; bundle++) {
            long width = Math.min(BUNDLE, size - bundle * BUNDLE);
            ByteBuffer bytes = ByteBuffer.wrap(bundle(bundle, width));
            for (long i = 0; i < width; i++) {
                byte[] entry = new byte[Short.toUnsignedInt(bytes.getShort())];
                bytes.get(entry);
                frontier.append(MerkleTree.leafHash(entry));
                reader.read(bundle * BUNDLE + i, entry);
            }
        }
        if (!frontier.root().equals(checkpoint.root())) {
            finding.accept(name + ": the entries do not make the signed root of size " + size);
        }
    }

    /// A partial bundle may have become full since the checkpoint was read (tlog-tiles: fetch the
    /// full one then).
    private byte[] bundle(long number, long width) throws IOException {
        String path = "/tile/entries/" + grouped(number);
        if (width == BUNDLE) {
            return get(path);
        }
        OfficeClient.Answer partial = client.get(prefix + path + ".p/" + width);
        return partial.status() == 200 ? partial.body() : get(path);
    }

    private byte[] get(String path) throws IOException {
        OfficeClient.Answer answer = client.get(prefix + path);
        if (answer.status() != 200) {
            throw new IOException(name + path + " answered " + answer.status());
        }
        return answer.body();
    }

    /// The tile number in groups of three digits, all but the last marked with x (C2SP tlog-tiles).
    private static String grouped(long number) {
        String last = String.format(java.util.Locale.ROOT, "%03d", number % 1000);
        return number < 1000 ? last : groups(number / 1000) + last;
    }

    private static String groups(long number) {
        String own = String.format(java.util.Locale.ROOT, "x%03d/", number % 1000);
        return number < 1000 ? own : groups(number / 1000) + own;
    }
}
