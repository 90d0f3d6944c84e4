// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

/// What a full check found to be true: the signed head, and how many entries are on disk in all.
public record JournalReport(Checkpoint head, TreeSize durable) {
    /// Entries on disk that no checkpoint covers yet.
    public long unsigned() {
        return durable.value() - head.size().value();
    }
}
