// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTest {
    @TempDir Path folder;

    /// As on a full disk: SQLite takes the transaction back by itself.
    @Test
    void goesOnBehindATransactionThatSqliteTookBackItself() {
        Path file = folder.resolve("keys.db");
        List<String> schema = List.of("create table if not exists one (number integer)");
        try (Sqlite store = new Sqlite(file, schema)) {
            assertThatThrownBy(() ->
                            store.run(connection -> {
                                try (Statement statement = connection.createStatement()) {
                                    statement.execute("insert into one values (7)");
                                    statement.execute("rollback");
                                }
                                throw new SQLException("full");
                            }))
                    .isInstanceOf(KeysFault.class);
            insert(store, 8);
        }
        try (Sqlite store = new Sqlite(file, schema)) {
            assertThat(sum(store)).isEqualTo(8);
        }
    }

    private static void insert(Sqlite store, int number) {
        store.run(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate("insert into one values (" + number + ")");
            }
        });
    }

    private static int sum(Sqlite store) {
        return store.run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select sum(number) from one")) {
                row.next();
                return row.getInt(1);
            }
        });
    }
}
