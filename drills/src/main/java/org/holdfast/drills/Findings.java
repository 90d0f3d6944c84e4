// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.util.function.Consumer;

/// Findings about one journal: each begins with its name, and a flood is cut short.
final class Findings {
    private static final int MOST = 20;

    private final String journal;
    private final Consumer<String> told;
    private long count;

    Findings(String journal, Consumer<String> told) {
        this.journal = journal;
        this.told = told;
    }

    void add(String finding) {
        count++;
        if (count <= MOST) {
            told.accept(journal + ": " + finding);
        }
    }

    void entry(long index, String finding) {
        add("entry " + index + ": " + finding);
    }

    /// Says how many more there were.
    void close() {
        if (count > MOST) {
            told.accept(journal + ": " + (count - MOST) + " more findings of this kind");
        }
    }
}
