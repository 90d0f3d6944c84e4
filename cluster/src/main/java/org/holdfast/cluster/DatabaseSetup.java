// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/// Makes the roles and the database of a new cluster, once; asked again, it makes what is missing.
///
/// `holdfast` owns the database `holdfast` and nothing else; `watcher` reads what replication does.
/// Both have `synchronous_commit` on by default. A session could still lower it (PostgreSQL lets
/// everybody): Holdfast's own connections say that it is on, and the watcher checks the defaults.
final class DatabaseSetup {
    private DatabaseSetup() {}

    /// @param primary the site whose PostgreSQL is the primary
    /// @throws ClusterFault when the primary refuses
    static void ensure(SitePlan plan, String primary, Secrets secrets) {
        Properties how = new Properties();
        how.setProperty("user", "postgres");
        how.setProperty("password", secrets.of(Secrets.SUPERUSER));
        how.setProperty("connectTimeout", "3");
        how.setProperty("socketTimeout", "30");
        String url =
                "jdbc:postgresql://"
                        + plan.address(primary)
                        + ":"
                        + plan.ports().postgres()
                        + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, how);
                Statement statement = connection.createStatement()) {
            // a statement with a password is not written into the log, also when it fails
            statement.execute("set log_statement = 'none'");
            statement.execute("set log_min_error_statement = 'panic'");
            role(statement, "watcher", secrets.of(Secrets.WATCHER));
            statement.execute("grant pg_monitor to watcher");
            role(statement, "holdfast", secrets.of(Secrets.HOLDFAST));
            // three nodes need 130 at most; whatever hangs of theirs, the watchers get in
            statement.execute("alter role holdfast connection limit 180");
            // nothing is sealed before a standby has flushed it: the node looks
            statement.execute("grant pg_monitor to holdfast");
            if (!exists(statement, "select 1 from pg_database where datname = 'holdfast'")) {
                statement.execute("create database holdfast owner holdfast");
            }
            statement.execute("revoke all on database holdfast from public");
            statement.execute("alter database holdfast set synchronous_commit = 'on'");
        } catch (SQLException refused) {
            throw new ClusterFault(
                    "the primary at "
                            + primary
                            + " does not take the roles: "
                            + refused.getMessage(),
                    refused);
        }
    }

    /// @param password hexadecimal, so that it needs no quoting
    private static void role(Statement statement, String name, String password)
            throws SQLException {
        if (!exists(statement, "select 1 from pg_roles where rolname = '" + name + "'")) {
            statement.execute("create role " + name + " login");
        }
        statement.execute("alter role " + name + " password '" + password + "'");
        statement.execute("alter role " + name + " set synchronous_commit = 'on'");
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }
}
