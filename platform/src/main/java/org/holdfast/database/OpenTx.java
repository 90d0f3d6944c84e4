// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;

/// A transaction on one connection.
final class OpenTx implements Tx {
    private static final Pattern TARGET = Pattern.compile("[a-z_]+\\.[a-z_]+");
    private static final Pattern COLUMN = Pattern.compile("[a-z_][a-z0-9_]*");

    private final Connection connection;
    private final JdbcClient jdbc;
    private final List<Runnable> afterCommit = new ArrayList<>();

    private OpenTx(Connection connection) {
        this.connection = connection;
        this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    /// Runs work between begin and commit. Whatever is thrown rolls back.
    static <T> T run(Connection connection, Function<Tx, T> work) throws SQLException {
        return run(connection, work, () -> true);
    }

    /// The same; the commit begins only when it still may.
    static <T> T run(Connection connection, Function<Tx, T> work, BooleanSupplier mayCommit)
            throws SQLException {
        connection.setAutoCommit(false);
        OpenTx tx = new OpenTx(connection);
        boolean done = false;
        T answer;
        try {
            answer = work.apply(tx);
            if (!mayCommit.getAsBoolean()) {
                throw Pulse.silent("its caller has gone", null);
            }
            done = true;
        } finally {
            if (!done) {
                rollback(connection);
            }
        }
        commit(connection);
        tx.afterCommit.forEach(Runnable::run);
        return answer;
    }

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException unknown) {
            // The server may have made it durable before the answer was lost. The caller asks again
            // by its operation id.
            throw new DatabaseFault(
                    DatabaseFault.Code.COMMIT_UNKNOWN,
                    "no answer to commit, SQL state " + unknown.getSQLState(),
                    unknown);
        }
        connection.setAutoCommit(true);
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException gone) {
            // A lost connection rolls back by itself; the first failure is the one to tell.
        }
    }

    @Override
    public JdbcClient jdbc() {
        return jdbc;
    }

    @Override
    public long batch(String sql, List<Object[]> rows) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    statement.setObject(i + 1, row[i]);
                }
                statement.addBatch();
            }
            long changed = 0;
            for (int count : statement.executeBatch()) {
                changed += Math.max(count, count == PreparedStatement.SUCCESS_NO_INFO ? 1 : 0);
            }
            return changed;
        } catch (SQLException fault) {
            throw translated(sql, fault);
        }
    }

    @Override
    public <T> long copyIn(
            String target, List<String> columns, Iterable<T> rows, BiConsumer<CopyRow, T> writer) {
        if (!TARGET.matcher(target).matches()
                || !columns.stream().allMatch(column -> COLUMN.matcher(column).matches())) {
            throw new IllegalArgumentException("copy: expected schema.table and column names");
        }
        String sql = "copy " + target + " (" + String.join(", ", columns) + ") from stdin binary";
        try {
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
            try (BinaryCopy binary = new BinaryCopy(copy, columns.size())) {
                for (T row : rows) {
                    binary.begin();
                    writer.accept(binary, row);
                }
                return binary.finish();
            }
        } catch (SQLException fault) {
            throw translated(sql, fault);
        } catch (IOException fault) {
            throw new DatabaseFault(DatabaseFault.Code.COPY_FAILED, "copy to " + target, fault);
        }
    }

    private static RuntimeException translated(String sql, SQLException fault) {
        DataAccessException known =
                new SQLExceptionSubclassTranslator().translate("tx", sql, fault);
        return known == null
                ? new DatabaseFault(
                        DatabaseFault.Code.COPY_FAILED, "SQL state " + fault.getSQLState(), fault)
                : known;
    }

    @Override
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }
}
