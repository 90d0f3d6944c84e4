// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.function.ObjIntConsumer;
import org.holdfast.cluster.CommitFaults;

/// Has commits wait at a primary whose standbys are sent nothing, and ends their waits again and
/// again, for a little less than a standby waits before it asks anew. What was committed meanwhile
/// is at the primary alone, and the server has answered much of it as success.
final class CancelledWait {
    private static final Duration BREATH = Duration.ofMillis(100);
    private static final Duration SPAN = Duration.ofMillis(3_500);

    private final CommitFaults commits;
    private final String primary;

    CancelledWait(CommitFaults commits, String primary) {
        this.commits = commits;
        this.primary = primary;
    }

    /// @param figures takes how many waits were cancelled and terminated
    /// @throws DrillFault when no standby was sent anything before
    void make(ObjIntConsumer<String> figures) throws IOException {
        if (commits.stopSending(primary) < 1) {
            throw new DrillFault("no process of the primary at " + primary + " sends to a standby");
        }
        long begun = System.nanoTime();
        int cancelled = 0;
        int terminated = 0;
        while (System.nanoTime() - begun < SPAN.toNanos()) {
            Pauses.of(BREATH);
            commits.stopSending(primary);
            CommitFaults.Ended ended = commits.endWaits(primary);
            cancelled += ended.cancelled();
            terminated += ended.terminated();
        }
        figures.accept("waitsCancelled", cancelled);
        figures.accept("waitsTerminated", terminated);
        figures.accept("waitsMillis", SiteFault.since(begun));
    }
}
