// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.journal.EntryIndex;
import org.holdfast.journal.Hash;
import org.holdfast.journal.JournalDirectory;
import org.holdfast.journal.JournalEntry;
import org.holdfast.journal.JournalFault;
import org.holdfast.journal.JournalRefusal;
import org.holdfast.journal.Stored;
import org.holdfast.keys.DataKeys;
import org.holdfast.keys.KeyId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Tells what was erased by an act from what is merely gone. Reads all acts and attestations first,
/// because an act comes after the entries that it erases. Not thread-safe.
///
/// - zero blobs or a missing key, and an act: erased
/// - zero blobs or a missing key, and no act: damage, named with its index
/// - an attested act, and the blob or the key is there: damage, the attestation is not true
final class ErasureCheck {
    private final Optional<DataKeys> keys;
    private final List<String> faults;
    private final boolean copy;
    private final Map<KeyId, Hash> byKey = new HashMap<>();
    private final Map<Hash, Hash> byEntry = new HashMap<>();
    private final Set<Hash> attested = new HashSet<>();
    private final Map<KeyId, Boolean> alive = new HashMap<>();

    ErasureCheck(Optional<DataKeys> keys, List<String> faults) {
        this(keys, faults, false);
    }

    /// @param copy whether the journals are a copy that may be older than an erasure at the office:
    ///   attestations speak of the office's own files then
    ErasureCheck(Optional<DataKeys> keys, List<String> faults, boolean copy) {
        this.copy = copy;
        this.keys = keys;
        this.faults = faults;
    }

    /// Reads the acts or attestations of one origin.
    void read(String name, Path path) {
        try (JournalDirectory directory = JournalDirectory.openForReading(path);
                Stream<JournalEntry> entries = directory.scan(new EntryIndex(1))) {
            entries.forEach(entry -> {
                Leaf leaf = Leaf.decode(entry.entry());
                if (leaf.type().equals(ErasureAct.TYPE) || leaf.type().equals(Attestation.TYPE)) {
                    read(name, leaf, directory.read(entry.index()));
                }
            });
        } catch (JournalFault | JournalRefusal | IllegalArgumentException wrong) {
            faults.add(name + ": its acts of erasure cannot be read: " + wrong.getMessage());
        }
    }

    private void read(String name, Leaf leaf, Stored stored) {
        try {
            ObjectNode content = Envelopes.facts(leaf, stored.blobs().getFirst());
            if (leaf.type().equals(Attestation.TYPE) && MirrorAttestation.is(content)) {
                return; // of copies elsewhere
            }
            if (leaf.type().equals(Attestation.TYPE)) {
                attested.add(Attestation.read(leaf, stored.leafHash(), content).act());
                return;
            }
            ErasureAct act = ErasureAct.read(leaf, stored.leafHash(), content);
            act.order().keys().forEach(key -> byKey.put(key, act.leaf()));
            act.order().entries().forEach(entry -> byEntry.put(entry, act.leaf()));
        } catch (LedgerFault | IllegalArgumentException wrong) {
            faults.add(
                    "%s: entry %s is an act or attestation that cannot be read"
                            .formatted(name, stored.index()));
        }
    }

    /// Keys that acts destroy.
    Set<KeyId> keys() {
        return Set.copyOf(byKey.keySet());
    }

    /// Whether an act erases this entry.
    boolean covers(Leaf leaf, Hash hash) {
        return act(leaf, hash) != null;
    }

    private @Nullable Hash act(Leaf leaf, Hash hash) {
        Hash act = leaf.key().map(byKey::get).orElse(null);
        return act == null ? byEntry.get(hash) : act;
    }

    /// Looks at one entry; returns whether its blobs are to be compared with its hashes.
    boolean check(String name, Leaf leaf, Stored stored) {
        Hash act = act(leaf, stored.leafHash());
        String where = name + ": entry " + stored.index();
        if (stored.erased() && act == null) {
            faults.add(where + " has zero bytes for its blobs, and no act of erasure names it");
        }
        if (!copy && !stored.erased() && act != null && attested.contains(act)) {
            faults.add(where + " was attested as erased, and its blobs are there");
        }
        leaf.key().ifPresent(key -> checkKey(where, key));
        return !stored.erased();
    }

    private void checkKey(String where, KeyId key) {
        if (keys.isEmpty() || alive.containsKey(key)) {
            return;
        }
        boolean there = keys.get().find(key).isPresent();
        alive.put(key, there);
        Hash act = byKey.get(key);
        if (!there && act == null) {
            boolean buried = keys.get().erasure(key).isPresent();
            faults.add(
                    where
                            + " cannot be opened: its key is missing, "
                            + (buried ? "with a tombstone, " : "")
                            + "and no act of erasure names it");
        }
        if (!copy && there && act != null && attested.contains(act)) {
            faults.add(where + " was attested as erased, and its key is there");
        }
    }
}
