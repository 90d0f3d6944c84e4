// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import org.holdfast.journal.Hash;

/// The last signed head of a journal: short name, origin, size and root.
public record Head(String journal, String origin, long size, Hash root) {
    /// The number in the journal's short name.
    int number() {
        return Integer.parseInt(journal.substring(journal.lastIndexOf('-') + 1));
    }
}
