// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.List;

/// What an append did: the entries lie on disk from the first index on, in the order given.
public record Appended(EntryIndex first, List<Hash> leaves) {
    public Appended {
        leaves = List.copyOf(leaves);
    }

    /// The durable size after the append.
    public TreeSize durable() {
        return new TreeSize(first.value() + leaves.size());
    }
}
