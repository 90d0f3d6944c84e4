// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// A fence made of an advisory lock of one session. PostgreSQL gives the lock back exactly when the
/// session ends, and a transaction of an ended session cannot commit.
final class AdvisoryFence implements Fence {
    private static final int CHECK_SECONDS = 3;

    private final ReentrantLock turn = new ReentrantLock();

    @GuardedBy("turn")
    private final Connection connection;

    private final BooleanSupplier hangs;

    private AdvisoryFence(Connection connection, BooleanSupplier hangs) {
        this.connection = connection;
        this.hangs = hangs;
    }

    /// @param hangs whether a commit would not be answered: a session that waits in one keeps the
    ///   right and cannot be asked
    static Optional<Fence> take(Connection connection, String name, BooleanSupplier hangs)
            throws SQLException {
        boolean taken = false;
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select pg_try_advisory_lock(hashtextextended(?, 0))")) {
            statement.setString(1, name);
            try (ResultSet answer = statement.executeQuery()) {
                taken = answer.next() && answer.getBoolean(1);
            }
        } finally {
            if (!taken) {
                connection.close();
            }
        }
        return taken ? Optional.of(new AdvisoryFence(connection, hangs)) : Optional.empty();
    }

    @Override
    public <T> T inTransaction(Function<Tx, T> work) {
        turn.lock();
        try {
            if (connection.isClosed()) {
                throw lost(null);
            }
            return OpenTx.run(connection, work, hangs);
        } catch (SQLException fault) {
            throw lost(fault);
        } finally {
            turn.unlock();
        }
    }

    private static DatabaseFault lost(@org.jspecify.annotations.Nullable SQLException fault) {
        DatabaseFault.Code code = DatabaseFault.Code.FENCE_LOST;
        return fault == null
                ? new DatabaseFault(code, "the fence's connection is closed")
                : new DatabaseFault(code, "SQL state " + fault.getSQLState(), fault);
    }

    @Override
    public boolean held() {
        turn.lock();
        try {
            return connection.isValid(CHECK_SECONDS);
        } catch (SQLException gone) {
            return false;
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            letGo();
            connection.close();
        } catch (SQLException alreadyGone) {
            // the lock goes with the session, whatever happened to it
        } finally {
            turn.unlock();
        }
    }

    /// Lets the right go before the connection: the server notices a closed connection some time
    /// later, and an office that starts again at once must not find itself in its own way.
    @GuardedBy("turn")
    private void letGo() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_unlock_all()");
        } catch (SQLException alreadyGone) {
            // the right went with the session
        }
    }
}
