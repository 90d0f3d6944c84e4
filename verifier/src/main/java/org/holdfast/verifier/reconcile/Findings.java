// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier.reconcile;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What contradicts itself or does not verify; each a line of the statement. Not thread-safe.
final class Findings {
    private final Set<String> lines = new LinkedHashSet<>();

    /// @param kind a word of docs/reconcile.md
    /// @param about an origin, or `-`
    void add(String kind, String about, String words) {
        lines.add("finding " + kind + " " + about + " " + words);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
