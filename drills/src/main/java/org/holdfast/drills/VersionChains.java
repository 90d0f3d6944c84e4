// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.journal.JournalEntry;
import org.holdfast.journal.MerkleTree;
import org.holdfast.journal.TreeSize;

/// The entries that an audit read, and the chain of versions of each thing in the central journal:
/// every version once, each naming the leaf of the one before it.
final class VersionChains implements AuditWatcher {
    private static final String CENTRAL = "central-";
    private static final String RECORD = "record";

    private final Set<String> leaves = new HashSet<>();
    private final Map<String, TreeMap<Long, String>> chains = new HashMap<>();
    private final Map<String, SiteFreshness.Version> versions = new HashMap<>();
    private final Map<Place, Central> central = new HashMap<>();
    private final ChangeRanks ranks = new ChangeRanks();
    private long duplicated;
    private long broken;

    /// Where an entry of the central journal is: its origin's number, and its index there.
    record Place(int origin, long index) {}

    /// An entry of the central journal: its leaf hash and the SHA-256 of its payload, hexadecimal.
    record Central(String leaf, String payload) {}

    @Override
    public void entry(String journal, JournalEntry entry, TreeSize of) {
        add(journal, entry.index().value(), entry.entry());
    }

    /// The next entry of a journal.
    ///
    /// @param journal by its short name, as `central-3`
    void add(String journal, long index, byte[] entry) {
        String leaf = MerkleTree.leafHash(entry).hex();
        leaves.add(leaf);
        if (!journal.startsWith(CENTRAL)) {
            return;
        }
        EntryFields fields;
        try {
            fields = EntryFields.read(entry);
        } catch (IllegalArgumentException notAnEntry) {
            return; // the audit itself says so
        }
        int origin = Integer.parseInt(journal.substring(CENTRAL.length()));
        central.put(new Place(origin, index), new Central(leaf, fields.payload().hex()));
        ranks.add(leaf, fields);
        if (!fields.type().equals(RECORD)) {
            return;
        }
        String entity = HexFormat.of().formatHex(fields.entity());
        versions.put(leaf, new SiteFreshness.Version(entity, fields.version()));
        TreeMap<Long, String> chain = chains.computeIfAbsent(entity, _ -> new TreeMap<>());
        String before = chain.putIfAbsent(fields.version(), leaf);
        if (before != null) {
            duplicated++;
        } else if (fields.previous().isPresent()
                && !fields.previous().get().hex().equals(chain.get(fields.version() - 1))) {
            broken++;
        }
    }

    Set<String> leaves() {
        return leaves;
    }

    /// By leaf hash: the versions of records.
    Map<String, SiteFreshness.Version> versions() {
        return versions;
    }

    /// Every entry of the central journal, the opening ones included.
    Map<Place, Central> central() {
        return central;
    }

    /// The acceptance numbers that follow from the central journal.
    ChangeRanks ranks() {
        return ranks;
    }

    /// Versions that are there twice.
    long duplicated() {
        return duplicated;
    }

    /// Versions that do not continue the one before them.
    long broken() {
        return broken;
    }
}
