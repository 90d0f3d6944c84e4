// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import org.holdfast.journal.EntryIndex;

/// Where a sealed entry is: the journal's short name (`node-3`), its origin, and the index from 0.
/// Once given it never changes.
public record Position(String journal, String origin, long index) {
    public Position {
        if (index < 0) {
            throw new IllegalArgumentException("index: expected 0 or more, found " + index);
        }
    }

    /// The index in the journal module's type.
    public EntryIndex entry() {
        return new EntryIndex(index);
    }
}
