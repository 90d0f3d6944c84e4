// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;

/// Reads entries of one type from journals' files as they come, each once; needs no database and
/// keeps its places in memory, so a new reader begins at the first entry. Thread-safe.
public interface EntryReader {
    /// The entries that came since the last call, journal by journal, oldest first.
    List<StoredEntry> next();

    /// Up to where each journal was read by the last call: its last entry then, of whatever type.
    /// Journals without an entry are left out.
    List<Position> upTo();
}
