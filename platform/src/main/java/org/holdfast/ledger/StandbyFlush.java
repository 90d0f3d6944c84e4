// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.util.List;
import org.holdfast.database.Fence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the database whether a standby has on its disk what was committed here, before anything of
/// it is sealed. A commit whose wait for the standby was cancelled answers success all the same
/// (PostgreSQL 15, "Synchronous Replication"), and receivers that are no standby of ours count for
/// PostgreSQL when its list says `*`; neither counts here. For one thread.
final class StandbyFlush {
    /// Where the database is alone: its own commit counts.
    static final StandbyFlush ALONE = new StandbyFlush(List.of());

    private static final Logger LOG = LoggerFactory.getLogger(StandbyFlush.class);
    private static final long WITHIN_NANOS = 1_000_000_000L;
    private static final long PAUSE_MILLIS = 5;

    private final List<String> standbys;
    private boolean told;

    /// @param standbys the names under which our own standbys receive; with none nothing is asked
    StandbyFlush(List<String> standbys) {
        this.standbys = List.copyOf(standbys);
    }

    /// Waits a second at most. False leaves what was committed unsealed until the next round.
    boolean reached(Fence fence) {
        if (standbys.isEmpty()) {
            return true;
        }
        String committed =
                fence.inTransaction(tx ->
                        tx.jdbc()
                                .sql("select pg_current_wal_flush_lsn()::text")
                                .query(String.class)
                                .single());
        long end = System.nanoTime() + WITHIN_NANOS;
        do {
            if (flushed(fence, committed)) {
                told = false;
                return true;
            }
            pause();
        } while (System.nanoTime() - end < 0);
        if (!told) {
            if (maySee(fence)) {
                LOG.warn("no standby of {} has flushed {}: nothing is sealed", standbys, committed);
            } else {
                LOG.error(
                        "this node's role may not see pg_stat_replication (grant pg_monitor to it):"
                                + " nothing is sealed");
            }
            told = true;
        }
        return false;
    }

    /// Whoever may not reads empty columns there, and no fault.
    private static boolean maySee(Fence fence) {
        return fence.inTransaction(tx ->
                tx.jdbc()
                        .sql("select pg_has_role('pg_read_all_stats', 'usage')")
                        .query(Boolean.class)
                        .single());
    }

    private boolean flushed(Fence fence, String committed) {
        return fence.inTransaction(tx ->
                tx.jdbc()
                        .sql(
                                "select exists (select 1 from pg_stat_replication where"
                                        + " application_name = any(string_to_array(?, ',')) and sync_state in ('sync',"
                                        + " 'quorum') and flush_lsn >= ?::pg_lsn)")
                        .params(String.join(",", standbys), committed)
                        .query(Boolean.class)
                        .single());
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new LedgerFault(
                    LedgerFault.Code.STOPPED, "stopped while a standby was waited for", stop);
        }
    }
}
