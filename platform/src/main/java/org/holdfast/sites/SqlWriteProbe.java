// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.holdfast.database.DatabaseSettings;
import org.jspecify.annotations.Nullable;

/// Writes one row through one site's proxy and waits until it is acknowledged. One connection,
/// which is broken at the deadline; nothing is ever cancelled, for a cancelled wait for the standby
/// is answered as success.
///
/// A write that hangs goes on hanging in the server and holds its row: the next ones end after
/// [#LOCK_MILLIS] there, so that at most one for each row is left behind. Not thread-safe.
final class SqlWriteProbe implements AutoCloseable {
    private static final int LOCK_MILLIS = 1_500;
    private static final String WRITE =
            "insert into sites.probe (site, way, size, at, payload) values (?, ?, ?, now(), ?)"
                    + " on conflict (site, way, size)"
                    + " do update set at = excluded.at, payload = excluded.payload";

    private final DatabaseSettings database;
    private final Duration deadline;
    private @Nullable Connection open;

    SqlWriteProbe(DatabaseSettings database, Duration deadline) {
        this.database = database;
        this.deadline = deadline;
    }

    /// @throws SQLException when it was not acknowledged
    void write(String site, String way, Link.Size size, byte[] payload) throws SQLException {
        try (PreparedStatement statement = connection().prepareStatement(WRITE)) {
            statement.setString(1, site);
            statement.setString(2, way);
            statement.setString(3, size.code());
            statement.setBytes(4, payload);
            statement.executeUpdate();
            if (statement.getWarnings() != null) {
                // such as "committed locally, might not have been replicated"
                throw new SQLException("not acknowledged without a warning");
            }
        } catch (SQLException failed) {
            close();
            throw failed;
        }
    }

    private Connection connection() throws SQLException {
        Connection kept = open;
        if (kept != null && !kept.isClosed()) {
            return kept;
        }
        String seconds = Long.toString(Math.max(1, deadline.toSeconds()));
        Properties how = new Properties();
        how.setProperty("user", database.user());
        how.setProperty("password", database.password());
        how.setProperty("connectTimeout", seconds);
        how.setProperty("loginTimeout", seconds);
        how.setProperty("socketTimeout", seconds);
        how.setProperty("logServerErrorDetail", "false");
        how.setProperty("ApplicationName", "holdfast-probe");
        how.setProperty("options", "-c lock_timeout=" + LOCK_MILLIS + " -c synchronous_commit=on");
        Connection fresh = DriverManager.getConnection(database.url(), how);
        open = fresh;
        return fresh;
    }

    @Override
    public void close() {
        Connection kept = open;
        open = null;
        if (kept != null) {
            try {
                // does not wait for an answer
                kept.abort(Runnable::run);
            } catch (SQLException gone) {
                // then nothing is open any more
            }
        }
    }
}
