// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/// Faults of what a commit waits for: its standby is not sent anything, and the wait is ended from
/// outside, as an operator's or a driver's cancel does. PostgreSQL 15 answers a cancelled wait as
/// success, although no standby has the commit.
public final class CommitFaults {
    private static final String WAITING =
            " from pg_stat_activity where wait_event = 'SyncRep' and pid <> pg_backend_pid()";

    private final ClusterPlan plan;

    CommitFaults(ClusterPlan plan) {
        this.plan = plan;
    }

    /// SIGSTOP to every process of a primary that sends WAL: commits wait from now on, and what
    /// they wrote is at the primary alone. (A receiver that is stopped would still find it in its
    /// socket.) A standby gives up after `wal_receiver_timeout`, four seconds, and gets a new
    /// sender: called again, this stops that one too.
    ///
    /// @return how many were stopped
    public int stopSending(String primary) throws IOException {
        List<Long> senders = SiteProcesses.postgres(plan.site(primary), "walsender");
        if (!senders.isEmpty()) {
            Faults.signal("STOP", senders);
        }
        return senders.size();
    }

    /// How many waits for a standby were ended.
    ///
    /// @param cancelled by `pg_cancel_backend`: the server answers success
    /// @param terminated by `pg_terminate_backend`: the connection breaks
    public record Ended(int cancelled, int terminated) {}

    /// Ends the wait of every commit of Holdfast that waits at this moment.
    ///
    /// @param primary the site that has it
    /// @throws IOException when the primary cannot be asked
    public Ended endWaits(String primary) throws IOException {
        SitePlan site = plan.site(primary);
        Secrets secrets =
                Secrets.at(site.folder())
                        .orElseThrow(() -> new ClusterFault("no secrets.json at " + primary));
        Properties how = new Properties();
        how.setProperty("user", "postgres");
        how.setProperty("password", secrets.of(Secrets.SUPERUSER));
        how.setProperty("connectTimeout", "2");
        how.setProperty("socketTimeout", "2");
        String url =
                "jdbc:postgresql://%s:%d/postgres"
                        .formatted(site.address(), site.ports().postgres());
        try (Connection connection = DriverManager.getConnection(url, how);
                Statement statement = connection.createStatement()) {
            int cancelled = count(statement, "pg_cancel_backend(pid)", "pid % 4 < 3");
            int terminated = count(statement, "pg_terminate_backend(pid)", "pid % 4 = 3");
            return new Ended(cancelled, terminated);
        } catch (SQLException away) {
            throw new IOException("the primary at " + primary + " cannot be asked", away);
        }
    }

    private static int count(Statement statement, String how, String which) throws SQLException {
        String query =
                "select count(*) from (select "
                        + how
                        + " as told"
                        + WAITING
                        + " and "
                        + which
                        + ") t";
        try (ResultSet row = statement.executeQuery(query + " where told")) {
            row.next();
            return row.getInt(1);
        }
    }
}
