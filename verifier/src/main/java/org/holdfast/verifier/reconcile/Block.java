// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.journal.TilePath;
import org.jspecify.annotations.Nullable;

/// The leaf hashes that are proved for the 256 entries of one blob file. For one thread.
final class Block {
    static final int ENTRIES = TilePath.FULL;

    private final long number;
    private final @Nullable Hash[] proved = new @Nullable Hash[ENTRIES];
    private @Nullable Map<Hash, Integer> places;

    Block(long number, List<Hash> leaves) {
        this.number = number;
        for (int i = 0; i < leaves.size(); i++) {
            proved[i] = leaves.get(i);
        }
    }

    long number() {
        return number;
    }

    /// The index of its first entry.
    long first() {
        return number * ENTRIES;
    }

    /// The proved leaf hash of a place; empty where nothing proves one.
    Optional<Hash> leaf(int place) {
        return Optional.ofNullable(proved[place]);
    }

    boolean isProved(int place) {
        return proved[place] != null;
    }

    /// Takes a leaf hash that a receipt proves. False when another one is proved already.
    boolean prove(int place, Hash leaf) {
        Hash known = proved[place];
        if (known == null) {
            proved[place] = leaf;
            places = null;
            return true;
        }
        return known.equals(leaf);
    }

    /// Where an entry belongs whose leaf hash this is: at its own place when that is proved or
    /// nothing is, else where the hash is proved; -1 when nowhere.
    int placeOf(Hash leaf, int own) {
        if (own >= 0 && (proved[own] == null || leaf.equals(proved[own]))) {
            return own;
        }
        Map<Hash, Integer> known = places;
        if (known == null) {
            known = new HashMap<>();
            for (int i = 0; i < ENTRIES; i++) {
                if (proved[i] != null) {
                    known.putIfAbsent(proved[i], i);
                }
            }
            places = known;
        }
        return known.getOrDefault(leaf, -1);
    }
}
