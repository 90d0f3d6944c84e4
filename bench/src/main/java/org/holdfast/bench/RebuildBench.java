// SPDX-License-Identifier: Apache-2.0
package org.holdfast.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.app.OfficeRebuild;
import org.holdfast.database.DatabaseSettings;
import org.holdfast.database.EmbeddedServer;
import org.postgresql.PGConnection;

/// A rebuild beside COPY BINARY of the same rows into the same tables of the same server.
final class RebuildBench {
    private static final List<String> TABLES =
            List.of(
                    "ledger.entry",
                    "registers.version",
                    "registers.record",
                    "registers.search",
                    "registers.place");

    /// What came of it. Times in seconds.
    ///
    /// @param entries replayed
    /// @param replay from the first entry to the last commit
    /// @param steps each step of the rebuild by its words
    /// @param copy of the same rows, one table after the other
    /// @param indexes making the search indexes behind the copy
    record Outcome(
            long entries, double replay, Map<String, Double> steps, double copy, double indexes) {
        double replayPerSecond() {
            return entries / replay;
        }

        double copyPerSecond() {
            return entries / copy;
        }
    }

    private final Path work;

    RebuildBench(Path work) {
        this.work = work;
    }

    /// Rebuilds the office in a data folder that nobody uses.
    Outcome run(Path office) throws IOException {
        Path target = work.resolve("rebuilt");
        StepTimes times = new StepTimes();
        OfficeRebuild.Report report =
                new OfficeRebuild(office, Optional.empty(), target, times).run();
        times.step("");
        try (EmbeddedServer server = EmbeddedServer.start(target.resolve("postgres"))) {
            double[] bare = bare(server.settings("holdfast", 2));
            return new Outcome(
                    report.entries(), seconds(report.took()), times.steps, bare[0], bare[1]);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /// Seconds of the copies, and of the indexes behind them.
    private double[] bare(DatabaseSettings settings) throws IOException {
        try (Connection connection =
                DriverManager.getConnection(settings.url(), settings.user(), settings.password())) {
            Map<String, Path> files = new LinkedHashMap<>();
            for (String table : TABLES) {
                files.put(table, out(connection, table));
            }
            List<String> indexes = dropIndexes(connection);
            execute(connection, List.of("truncate " + String.join(", ", TABLES), "checkpoint"));
            long begun = System.nanoTime();
            connection.setAutoCommit(false);
            for (Map.Entry<String, Path> file : files.entrySet()) {
                in(connection, file.getKey(), file.getValue());
            }
            connection.commit();
            long copied = System.nanoTime();
            execute(connection, List.of("set local maintenance_work_mem = '256MB'"));
            execute(connection, indexes);
            connection.commit();
            long end = System.nanoTime();
            return new double[] {(copied - begun) / 1e9, (end - copied) / 1e9};
        } catch (SQLException e) {
            throw new IllegalStateException("the bare rate could not be measured", e);
        }
    }

    private Path out(Connection connection, String table) throws SQLException, IOException {
        Path file = work.resolve(table + ".copy");
        try (OutputStream out = Files.newOutputStream(file)) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "copy " + table + columns(connection, table) + " to stdout binary",
                            out);
        }
        return file;
    }

    private static void in(Connection connection, String table, Path file)
            throws SQLException, IOException {
        String columns = columns(connection, table);
        try (InputStream in = Files.newInputStream(file)) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + table + columns + " from stdin binary", in, 1 << 16);
        }
    }

    /// Those that are not made from others.
    private static String columns(Connection connection, String table) throws SQLException {
        List<String> names =
                strings(
                        connection,
                        "select quote_ident(column_name) from information_schema.columns"
                                + " where table_schema || '.' || table_name = '"
                                + table
                                + "' and is_generated = 'NEVER' order by ordinal_position");
        return " (" + String.join(", ", names) + ")";
    }

    /// All but primary keys and what must be unique; answers how to make them again.
    private static List<String> dropIndexes(Connection connection) throws SQLException {
        String which =
                " from pg_index join pg_class on pg_class.oid = indexrelid"
                        + " join pg_namespace n on n.oid = relnamespace"
                        + " where nspname = 'registers' and not indisunique and indrelid ="
                        + " 'registers.search'::regclass";
        List<String> make = strings(connection, "select pg_get_indexdef(indexrelid)" + which);
        execute(
                connection,
                strings(connection, "select 'drop index registers.' || relname" + which));
        return make;
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }

    private static void execute(Connection connection, List<String> sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String one : sql) {
                statement.execute(one);
            }
        }
    }

    private static final class StepTimes implements OfficeRebuild.Progress {
        private final Map<String, Double> steps = new LinkedHashMap<>();
        private String now = "";
        private long begun;

        @Override
        public void step(String words) {
            long time = System.nanoTime();
            if (!now.isEmpty()) {
                steps.put(now, (time - begun) / 1e9);
            }
            now = words;
            begun = time;
        }

        @Override
        public void entries(long done, long all) {}
    }
}
