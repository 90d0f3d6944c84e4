// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether commits are answered: where a database waits for a standby and none is synchronous, a
/// commit hangs, and so does its session, also when whoever committed has gone (PostgreSQL 15,
/// `SyncRepWaitForLSN` looks at neither its socket nor `client_connection_check_interval`). Each
/// try would leave one more session, until nobody can log in. Asked by one thread, read by many.
final class StandbyWatch {
    /// As long as a standby that comes takes to be named; so long commits may be tried.
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(StandbyWatch.class);

    /// True where none is waited for, too, and where this role may not see who receives.
    private static final String ANSWERED =
            "select current_setting('synchronous_standby_names') = ''"
                    + " or not pg_has_role('pg_read_all_stats', 'usage')"
                    + " or exists (select 1 from pg_stat_replication where state = 'streaming'"
                    + " and sync_state in ('sync', 'quorum'))";

    private volatile boolean alone;
    private volatile long aloneSince;

    /// Asks; an answer is a sign of life, whatever it says.
    void ask(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(ANSWERED)) {
            heard(row.next() && row.getBoolean(1));
        }
    }

    private void heard(boolean answered) {
        if (answered) {
            forget();
        } else if (!alone) {
            aloneSince = System.nanoTime();
            alone = true;
            LOG.warn("no standby is synchronous: commits would hang");
        }
    }

    /// Another server may answer next.
    void forget() {
        if (alone) {
            alone = false;
            LOG.warn("commits are tried again");
        }
    }

    /// Whether there has been none for two seconds.
    boolean commitsHang() {
        return alone && System.nanoTime() - aloneSince > PATIENCE.toNanos();
    }
}
