// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

/// How many entries a tree covers: the entries 0 up to, but not with, this number.
public record TreeSize(long value) implements Comparable<TreeSize> {
    /// The tree without entries.
    public static final TreeSize EMPTY = new TreeSize(0);

    public TreeSize {
        if (value < 0) {
            throw new IllegalArgumentException("a tree size is at least 0, found " + value);
        }
    }

    /// True when the tree includes the entry.
    public boolean covers(EntryIndex index) {
        return index.value() < value;
    }

    @Override
    public int compareTo(TreeSize other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
