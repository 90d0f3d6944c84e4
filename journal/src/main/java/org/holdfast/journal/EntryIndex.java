// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

/// The place of an entry in its journal, from 0.
public record EntryIndex(long value) implements Comparable<EntryIndex> {
    public EntryIndex {
        if (value < 0) {
            throw new IllegalArgumentException("an entry index is at least 0, found " + value);
        }
    }

    /// The entry that comes this many entries later.
    public EntryIndex plus(long entries) {
        return new EntryIndex(Math.addExact(value, entries));
    }

    @Override
    public int compareTo(EntryIndex other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
