// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/// Figures of one journal for the operator, all since start unless said otherwise.
///
/// @param name such as `central-3`
/// @param entries under the last checkpoint of this origin
/// @param unsealed on disk and not yet under a checkpoint
/// @param mirrored of `entries`, under a checkpoint that enough places have cosigned; 0 when there
///   are no mirrors
/// @param waiting committed and not yet sequenced; 0 for a node journal, which has no such entries;
///   -1 when the database does not answer
/// @param oldestWaiting how long the oldest of those waits, in whole seconds
/// @param allEntries of all origins of this journal
/// @param bytes on disk, all origins
/// @param appendedPerSecond over the last ten seconds
/// @param sealLag50 from durable to sealed, median of the last 4,096 entries
/// @param sealLag95 the same, 95th percentile
/// @param stopped true when a fault stopped this journal
/// @param trouble what keeps it from being written or followed, in English; empty when all is well
/// @param troubledFor for how long, in whole seconds
public record JournalCounts(
        String name,
        String origin,
        long entries,
        long unsealed,
        long mirrored,
        long waiting,
        Duration oldestWaiting,
        long allEntries,
        long bytes,
        double appendedPerSecond,
        Duration sealLag50,
        Duration sealLag95,
        boolean stopped,
        String trouble,
        Duration troubledFor) {
    public JournalCounts {
        // A site of an older version says nothing of trouble.
        trouble = Objects.requireNonNullElse(trouble, "");
        troubledFor = Objects.requireNonNullElse(troubledFor, Duration.ZERO);
    }

    /// Of a journal without trouble.
    JournalCounts(
            String name,
            String origin,
            long entries,
            long unsealed,
            long mirrored,
            long waiting,
            Duration oldestWaiting,
            long allEntries,
            long bytes,
            double appendedPerSecond,
            Duration sealLag50,
            Duration sealLag95,
            boolean stopped) {
        this(
                name,
                origin,
                entries,
                unsealed,
                mirrored,
                waiting,
                oldestWaiting,
                allEntries,
                bytes,
                appendedPerSecond,
                sealLag50,
                sealLag95,
                stopped,
                "",
                Duration.ZERO);
    }

    JournalCounts troubled(Optional<Sequencing.Trouble> what) {
        return what.map(this::troubled).orElse(this);
    }

    private JournalCounts troubled(Sequencing.Trouble what) {
        return new JournalCounts(
                name,
                origin,
                entries,
                unsealed,
                mirrored,
                waiting,
                oldestWaiting,
                allEntries,
                bytes,
                appendedPerSecond,
                sealLag50,
                sealLag95,
                stopped,
                what.words(),
                what.age().truncatedTo(ChronoUnit.SECONDS));
    }
}
