// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalEntry;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.Stored;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.KeyId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The wrapped data keys in a node's own files, where they are what a mirror has kept: a site that
/// lost its disk gets its journal back so, and has the keys of its papers nowhere else. Files that
/// the node has written itself hold no keys.
final class OwnKeys {
    private static final Logger LOG = LoggerFactory.getLogger(OwnKeys.class);

    private OwnKeys() {}

    /// Takes the keys of each origin that came from a mirror into the key store, once. Durable when
    /// it returns. What cannot be read is said, and tried again at the next start: the papers of
    /// today do not need it.
    static void take(Series series, Surroundings around) {
        DataKeys store = around.keys().dataKeys();
        for (Chapter chapter : series.chapters()) {
            String source = "journal " + chapter.name();
            if (store.taken(source).isPresent()) {
                continue;
            }
            try {
                if (isCopy(chapter.directory())) {
                    take(chapter, store);
                    // A crash before this line: the same keys are taken again.
                    store.taken(source, around.clock().instant());
                }
            } catch (JournalFault | JournalRefusal unreadable) {
                LOG.error("{}: keys could not be taken", chapter.name(), unreadable);
            }
        }
    }

    /// A mirror keeps the key of every entry that names one, or zeros in its place.
    private static boolean isCopy(JournalDirectory journal) {
        try (Stream<JournalEntry> entries = journal.scan(new EntryIndex(1))) {
            Optional<EntryIndex> first =
                    entries.filter(one -> Leaf.decode(one.entry()).key().isPresent())
                            .map(JournalEntry::index)
                            .findFirst();
            return first.map(journal::read).filter(MirroredKeys::isKept).isPresent();
        }
    }

    private static void take(Chapter chapter, DataKeys store) {
        JournalDirectory journal = chapter.directory();
        long size = journal.durableSize().value();
        long at = 1;
        while (at < size) {
            List<Stored> batch = journal.readOn(new EntryIndex(at));
            Map<KeyId, byte[]> keys = new HashMap<>();
            for (Stored stored : batch) {
                Leaf leaf = Leaf.decode(stored.entry());
                MirroredKeys.of(leaf, stored.blobs())
                        .ifPresent(key -> keys.put(leaf.key().orElseThrow(), key));
            }
            store.adoptUnaltered(keys)
                    .forEach(
                            id -> LOG.error("{}: key {} is left out: altered", chapter.name(), id));
            at += batch.size();
        }
        LOG.info("{}: the keys of its entries were taken from the copy", chapter.name());
    }
}
