// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;

/// Reads entries of one type from journals' files as they come, each once; needs no database and
/// keeps its places in memory, so a new reader begins at the first entry. Thread-safe.
@FunctionalInterface
public interface EntryReader {
    /// The entries that came since the last call, journal by journal, oldest first.
    List<StoredEntry> next();
}
