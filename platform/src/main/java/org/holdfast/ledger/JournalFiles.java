// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;
import java.util.Optional;
import org.holdfast.journal.Hash;
import org.holdfast.keys.Handle;

/// The central journal's files, read without PostgreSQL: the guard's second opinion. Thread-safe.
public interface JournalFiles {
    /// The newest sealed entry of an entity.
    Optional<StoredEntry> newest(Handle entity);

    /// The sealed entry of a leaf hash.
    Optional<StoredEntry> byLeaf(Hash leaf);

    /// The sealed entries of an operation, in the journal's order.
    List<StoredEntry> ofOperation(Handle operation);

    /// Entries of one type, as they are sequenced.
    EntryReader reader(String type);

    /// The next sealed entries behind a position, oldest first, at most `limit`; without a position
    /// from the very first. Entries that open an origin are left out. Keeps no cursor.
    List<StoredEntry> after(Optional<Position> position, int limit);
}
