// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;

/// One SQLite file with one connection, used by one thread at a time. Durable: a commit that
/// returned is on disk (rollback journal, synchronous FULL); deleted content is overwritten.
final class Sqlite implements AutoCloseable {
    private static final int CACHE_KIB = 32 * 1024;

    private final ReentrantLock turn = new ReentrantLock();
    private final Connection connection;

    Sqlite(Path file, List<String> schema) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.DELETE);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "on");
        config.setCacheSize(-CACHE_KIB);
        config.setBusyTimeout(10_000);
        try {
            connection = config.createConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                for (String table : schema) {
                    statement.execute(table);
                }
            }
            connection.setAutoCommit(false);
        } catch (SQLException fault) {
            throw new KeysFault(KeysFault.Code.STORE, "cannot open the key store", fault);
        }
    }

    /// Something done with the connection.
    @FunctionalInterface
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /// Runs in a transaction: committed when it returns, nothing done when it throws.
    <T> T run(Work<T> work) {
        turn.lock();
        boolean done = false;
        try {
            T answer = work.with(connection);
            connection.commit();
            done = true;
            return answer;
        } catch (SQLException fault) {
            throw new KeysFault(KeysFault.Code.STORE, "the key store failed", fault);
        } finally {
            if (!done) {
                rollback();
            }
            turn.unlock();
        }
    }

    /// A full disk makes SQLite roll back by itself. The driver's own rollback fails then, and with
    /// it the beginning of the next transaction: without one no commit would ever work again.
    private void rollback() {
        try {
            connection.rollback();
        } catch (SQLException none) {
            begin();
        }
    }

    private void begin() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("begin");
        } catch (SQLException alsoBroken) {
            // the first failure is the one to tell; nothing was committed
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            connection.close();
        } catch (SQLException fault) {
            throw new KeysFault(KeysFault.Code.STORE, "cannot close the key store", fault);
        } finally {
            turn.unlock();
        }
    }
}
