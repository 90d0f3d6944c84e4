// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.util.Arrays;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.jspecify.annotations.Nullable;

/// What one copy holds of one block. For one thread.
final class Look {
    final boolean[] record = new boolean[Block.ENTRIES];
    final boolean[] bundle = new boolean[Block.ENTRIES];
    final Content[] content = new Content[Block.ENTRIES];
    final long[] time = new long[Block.ENTRIES];

    /// The data key that the record at a place names, hexadecimal; null without one.
    final @Nullable String[] key = new @Nullable String[Block.ENTRIES];

    private final @Nullable Hash[] held = new @Nullable Hash[Block.ENTRIES];

    Look() {
        Arrays.fill(content, Content.NONE);
    }

    /// Takes the leaf hash of what stands at a place.
    void hold(int place, Hash leaf) {
        held[place] = leaf;
    }

    /// The leaf hash of what stands at a place: the proved one, or a claim where nothing is proved.
    Optional<Hash> held(int place) {
        return Optional.ofNullable(held[place]);
    }

    boolean hasEntry(int place) {
        return record[place] || bundle[place];
    }
}
