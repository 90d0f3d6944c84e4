// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.holdfast.cluster.SitePlan;

/// Writes numbered rows through the HAProxies, one after the other: each is tried again until it is
/// acknowledged, and is then on the writer's own list.
final class ClusterWriter implements AutoCloseable {
    private static final int POLLS = 1200;

    private final SitePlan site;
    private final Set<Integer> acknowledged = new ConcurrentSkipListSet<>();
    private final Thread thread = new Thread(this::write, "writer");
    private volatile boolean closed;

    private ClusterWriter(SitePlan site) {
        this.site = site;
    }

    static ClusterWriter start(SitePlan site) throws IOException, SQLException {
        ClusterWriter writer = new ClusterWriter(site);
        try (Connection connection = connect(site);
                Statement statement = connection.createStatement()) {
            statement.execute("create table written (id integer primary key)");
        }
        writer.thread.start();
        return writer;
    }

    static Connection connect(SitePlan site) throws IOException, SQLException {
        Properties how = new Properties();
        try (var in = Files.newBufferedReader(site.credentials())) {
            how.load(in);
        }
        return DriverManager.getConnection(how.getProperty("url"), how);
    }

    private void write() {
        int next = 0;
        while (!closed) {
            try (Connection connection = connect(site);
                    var insert =
                            connection.prepareStatement(
                                    "insert into written values (?) on conflict do nothing")) {
                while (!closed) {
                    insert.setInt(1, next);
                    insert.executeUpdate();
                    acknowledged.add(next++);
                    Thread.sleep(10);
                }
            } catch (SQLException unknown) {
                // the same number is written again: it may be there or not
                pause();
            } catch (IOException | InterruptedException end) {
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    int acknowledged() {
        return acknowledged.size();
    }

    void awaitAcknowledged(int count) throws InterruptedException {
        for (int i = 0; i < POLLS && acknowledged() < count; i++) {
            Thread.sleep(50);
        }
        if (acknowledged() < count) {
            throw new AssertionError(
                    "writes did not come back: " + acknowledged() + " of " + count);
        }
    }

    /// Numbers that were acknowledged and are not there.
    Set<Integer> missing() throws IOException, SQLException {
        Set<Integer> missing = new TreeSet<>(acknowledged);
        Set<Integer> found = new HashSet<>();
        try (Connection connection = connect(site);
                ResultSet rows =
                        connection.createStatement().executeQuery("select id from written")) {
            while (rows.next()) {
                found.add(rows.getInt(1));
            }
        }
        missing.removeAll(found);
        return missing;
    }

    static long rows(SitePlan site) throws IOException, SQLException {
        try (Connection connection = connect(site);
                ResultSet rows =
                        connection.createStatement().executeQuery("select count(*) from written")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
