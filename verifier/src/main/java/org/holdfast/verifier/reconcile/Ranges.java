// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.util.ArrayList;
import java.util.List;

/// Indexes that come in rising order, kept as ranges. Not thread-safe.
final class Ranges {
    private final List<long[]> ranges = new ArrayList<>();
    private long count;

    /// Adds one index above all others.
    void add(long index) {
        add(index, index + 1);
    }

    /// Adds the indexes from the first up to, but not with, the end; nothing when there are none.
    void add(long first, long end) {
        if (end <= first) {
            return;
        }
        count += end - first;
        if (!ranges.isEmpty() && ranges.getLast()[1] == first) {
            ranges.getLast()[1] = end;
        } else {
            ranges.add(new long[] {first, end});
        }
    }

    long count() {
        return count;
    }

    /// Each range as `7` or `7-9`, both ends included.
    List<String> words() {
        return ranges.stream()
                .map(range ->
                        range[1] - range[0] == 1
                                ? Long.toString(range[0])
                                : range[0] + "-" + (range[1] - 1))
                .toList();
    }
}
