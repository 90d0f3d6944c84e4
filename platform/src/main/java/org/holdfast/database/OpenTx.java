// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;

/// A transaction on one connection.
final class OpenTx implements Tx {
    private static final Pattern TARGET = Pattern.compile("[a-z_]+\\.[a-z_]+");
    private static final Pattern COLUMN = Pattern.compile("[a-z_][a-z0-9_]*");

    private final Connection connection;
    private @Nullable JdbcClient jdbc;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final List<Supplier<Runnable>> beforeCommit = new ArrayList<>();

    /// What ends with the commit, whatever became of it.
    private final List<Runnable> ends = new ArrayList<>();

    private final List<Statement> last = new ArrayList<>();

    /// Whether a commit that wrote would not be answered.
    private final BooleanSupplier hangs;

    /// What runs with the commit.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Statement(String sql, Object[] values) {
        void run(Connection connection, String behind) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql + behind)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                statement.execute();
                if (!behind.isEmpty()) {
                    requireNoWarning(statement.getWarnings());
                }
            }
        }
    }

    private OpenTx(Connection connection, BooleanSupplier hangs) {
        this.connection = connection;
        this.hangs = hangs;
    }

    /// Runs work between begin and commit. Whatever is thrown rolls back; so does `hangs`, asked
    /// behind everything else, when something was written.
    static <T> T run(Connection connection, Function<Tx, T> work, BooleanSupplier hangs)
            throws SQLException {
        return run(connection, work, hangs, () -> true);
    }

    /// The same; the commit begins only when it still may.
    static <T> T run(
            Connection connection,
            Function<Tx, T> work,
            BooleanSupplier hangs,
            BooleanSupplier mayCommit)
            throws SQLException {
        connection.setAutoCommit(false);
        OpenTx tx = new OpenTx(connection, hangs);
        T answer;
        try {
            answer = tx.work(work, mayCommit);
            tx.commit();
        } finally {
            tx.ends.reversed().forEach(Runnable::run);
        }
        tx.afterCommit.forEach(Runnable::run);
        return answer;
    }

    /// Everything up to the commit.
    private <T> T work(Function<Tx, T> work, BooleanSupplier mayCommit) {
        boolean done = false;
        try {
            T answer = work.apply(this);
            runAllBut(1);
            if (hangs.getAsBoolean() && (!last.isEmpty() || hasWritten())) {
                throw Pulse.hanging();
            }
            for (Supplier<Runnable> check : beforeCommit) {
                ends.add(check.get());
            }
            if (!mayCommit.getAsBoolean()) {
                throw Pulse.silent("its caller has gone", null);
            }
            done = true;
            return answer;
        } finally {
            if (!done) {
                rollback(connection);
            }
        }
    }

    /// Without a number of its own a transaction commits without waiting for anybody.
    private boolean hasWritten() {
        return jdbc().sql("select pg_current_xact_id_if_assigned() is not null")
                .query(Boolean.class)
                .single();
    }

    /// Runs what waits for the commit, but so many.
    private void runAllBut(int waiting) {
        while (last.size() > waiting) {
            Statement next = last.removeFirst();
            try {
                next.run(connection, "");
            } catch (SQLException fault) {
                throw translated(next.sql(), fault);
            }
        }
    }

    /// The last statement and the commit go to the server together. A crash before the server has
    /// both: nothing happened. Where the server refuses the statement it passes over the commit and
    /// says that the transaction failed: nothing happened. Behind it: as behind every commit.
    private void commit() throws SQLException {
        try {
            if (last.isEmpty()) {
                connection.clearWarnings();
                connection.commit();
                requireNoWarning(connection.getWarnings());
            } else {
                last.getFirst().run(connection, "; commit");
            }
        } catch (SQLException unknown) {
            if (failed(connection)) {
                rollback(connection);
                throw translated("with commit", unknown);
            }
            // The server may have made it durable before the answer was lost. The caller asks again
            // by its operation id.
            throw new DatabaseFault(
                    DatabaseFault.Code.COMMIT_UNKNOWN,
                    "no answer to commit, SQL state " + unknown.getSQLState(),
                    unknown);
        }
        connection.setAutoCommit(true);
    }

    /// A commit whose wait for the standby was cancelled is answered as success, with a warning:
    /// "committed locally, but might not have been replicated" (PostgreSQL 15, SyncRepWaitForLSN).
    /// With the primary's disk it would be gone, so nobody is told that it was done. A notice has
    /// the class 00 and is none.
    private static void requireNoWarning(@Nullable SQLWarning first) throws SQLException {
        for (SQLWarning one = first; one != null; one = one.getNextWarning()) {
            String state = String.valueOf(one.getSQLState());
            if (!state.startsWith("00")) {
                throw new SQLException("the commit was answered with a warning", state, one);
            }
        }
    }

    /// True when the server itself said that this transaction failed and is still open.
    private static boolean failed(Connection connection) {
        try {
            return connection.unwrap(BaseConnection.class).getTransactionState()
                    == TransactionState.FAILED;
        } catch (SQLException gone) {
            return false;
        }
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
        JdbcClient made = jdbc;
        if (made == null) {
            made = JdbcClient.create(new TxConnection(connection));
            jdbc = made;
        }
        return made;
    }

    @Override
    public void withCommit(String sql, Object... values) {
        last.add(new Statement(sql, values.clone()));
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
        // Rows keep the order in which they were given.
        runAllBut(0);
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
    public void beforeCommit(Supplier<Runnable> check) {
        beforeCommit.add(check);
    }

    @Override
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }
}
