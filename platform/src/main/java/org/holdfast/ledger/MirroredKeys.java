// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.NewEntry;
import org.holdfast.journal.Stored;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.KeyId;

/// The wrapped data keys in a mirror's copy: behind the blobs of each entry that names a key stands
/// that key as the office keeps it, or nothing where it was erased.
public final class MirroredKeys {
    private static final int BATCH = 5_000;

    private MirroredKeys() {}

    /// The wrapped key behind an entry's own blobs; empty when there is none, as in an office's own
    /// files, or when it was erased.
    static Optional<byte[]> of(Leaf leaf, List<byte[]> blobs) {
        int own = own(leaf);
        boolean there = leaf.key().isPresent() && blobs.size() > own;
        return there && !Arrays.equals(blobs.get(own), new byte[blobs.get(own).length])
                ? Optional.of(blobs.get(own))
                : Optional.empty();
    }

    /// Whether a record is one that a mirror keeps with its key, be that erased or not.
    static boolean isKept(Stored stored) {
        Leaf leaf = Leaf.decode(stored.entry());
        return leaf.key().isPresent() && stored.blobs().size() > own(leaf);
    }

    /// Takes the wrapped keys behind some records into a key store.
    static void adopt(List<Stored> records, DataKeys keys) {
        Map<KeyId, byte[]> wrapped = new HashMap<>();
        for (Stored record : records) {
            Leaf leaf = Leaf.decode(record.entry());
            of(leaf, record.blobs()).ifPresent(key -> wrapped.put(leaf.key().orElseThrow(), key));
        }
        if (!wrapped.isEmpty()) {
            keys.adoptAll(wrapped);
        }
    }

    /// A record without the wrapped key.
    static NewEntry bare(Stored stored) {
        int own = Math.min(stored.blobs().size(), own(Leaf.decode(stored.entry())));
        return new NewEntry(stored.entry(), stored.blobs().subList(0, own));
    }

    private static int own(Leaf leaf) {
        return 1 + leaf.attachments().size();
    }

    /// Gives all wrapped keys of the journals in a folder, some thousands at a time.
    public static void read(Path folder, Consumer<Map<KeyId, byte[]>> keys) {
        for (String kind : Folders.kinds(folder)) {
            Folders.of(folder, kind).finished().values().forEach(path -> journal(path, keys));
        }
    }

    private static void journal(Path path, Consumer<Map<KeyId, byte[]>> keys) {
        try (JournalDirectory directory = JournalDirectory.openForReading(path)) {
            Map<KeyId, byte[]> batch = new HashMap<>();
            long size = directory.signedSize().value();
            for (long i = 1; i < size; i++) {
                Stored stored = directory.read(new EntryIndex(i));
                Leaf leaf = Leaf.decode(stored.entry());
                of(leaf, stored.blobs()).ifPresent(key -> batch.put(leaf.key().orElseThrow(), key));
                if (batch.size() == BATCH) {
                    keys.accept(Map.copyOf(batch));
                    batch.clear();
                }
            }
            keys.accept(Map.copyOf(batch));
        }
    }
}
