// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.regex.Pattern;
import org.holdfast.journal.EntryIndex;

/// Where a sealed entry is: the journal's short name (`node-3`), its origin, and the index from 0.
/// Once given it never changes.
public record Position(String journal, String origin, long index) {
    private static final Pattern NUMBERED = Pattern.compile("[a-z]+-[0-9]{1,9}");

    public Position {
        if (index < 0) {
            throw new IllegalArgumentException("index: expected 0 or more, found " + index);
        }
    }

    /// Whether the journal is named as an office names its own: what others say may not be.
    public boolean hasNumber() {
        return NUMBERED.matcher(journal).matches();
    }

    /// The journal without the number of its origin, such as `nodeb`; of one that has a number.
    public String kind() {
        return journal.substring(0, journal.lastIndexOf('-'));
    }

    /// The number of its origin; of one that has a number.
    public int number() {
        return Integer.parseInt(journal.substring(journal.lastIndexOf('-') + 1));
    }

    /// Whether whoever has read a journal up to here has read another entry of it; both have
    /// numbers, and are of the same kind or not.
    public boolean covers(Position other) {
        return kind().equals(other.kind())
                && (number() > other.number()
                        || (number() == other.number() && index >= other.index));
    }

    /// The index in the journal module's type.
    public EntryIndex entry() {
        return new EntryIndex(index);
    }
}
