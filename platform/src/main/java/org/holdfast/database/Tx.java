// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/// One open transaction of one thread. Passed explicitly to whoever must join it; not to be kept
/// after the transaction has ended, not to be shared between threads.
public interface Tx {
    /// Statements of this transaction.
    JdbcClient jdbc();

    /// Runs one statement with the commit, in one round trip, behind everything else of this
    /// transaction; nothing in it sees what the statement does. When it fails the transaction does,
    /// and nothing was done.
    ///
    /// @param sql with `?` placeholders
    /// @param values of types that the driver knows
    void withCommit(String sql, Object... values);

    /// Runs the same statement for many rows in one round trip.
    ///
    /// @param sql with `?` placeholders
    /// @return number of rows changed
    long batch(String sql, List<Object[]> rows);

    /// Writes rows by binary COPY, in this transaction.
    ///
    /// @param target `schema.table`
    /// @param columns in the order in which `writer` writes them
    /// @return number of rows written
    <T> long copyIn(
            String target, List<String> columns, Iterable<T> rows, BiConsumer<CopyRow, T> writer);

    /// Runs last before the commit, in this thread and behind every statement but the one that goes
    /// with it; what it throws rolls everything back. It takes no connection and no time. What it
    /// gives runs once the commit was answered, or was not, for what must hold until then.
    void beforeCommit(Supplier<Runnable> check);

    /// Runs after the commit succeeded, in this thread; not at all when it did not. Whatever it
    /// throws is a bug: the transaction is already durable. Use it to wake somebody.
    void afterCommit(Runnable action);
}
