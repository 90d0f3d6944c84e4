// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import org.holdfast.ledger.FoldedIndex.Place;

/// Entries in files on this disk and the index over them: this node's own journals, and the copies
/// of other nodes'. Thread-safe.
interface FiledJournal {
    FoldedIndex index();

    /// The origin that an indexed entry is in.
    Chapter chapter(Place place);

    /// An indexed entry.
    StoredEntry entry(Place place);
}
