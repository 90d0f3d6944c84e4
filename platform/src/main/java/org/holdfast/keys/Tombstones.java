// SPDX-License-Identifier: Apache-2.0
package org.holdfast.keys;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.keys.DataKeys.Erasure;

/// Erased keys in a store of data keys. Each call is part of the caller's transaction.
final class Tombstones {
    static final String SCHEMA =
            "create table if not exists tombstone ( id blob primary key, at integer not null, basis"
                    + " text not null) without rowid";

    private Tombstones() {}

    static void add(Connection connection, Erasure erasure) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into tombstone (id, at, basis) values (?, ?, ?)")) {
            insert.setBytes(1, erasure.id().bytes());
            insert.setLong(2, erasure.at().toEpochMilli());
            insert.setString(3, erasure.basis());
            insert.executeUpdate();
        }
    }

    static Optional<Erasure> find(Connection connection, KeyId id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select id, at, basis from tombstone where id = ?")) {
            statement.setBytes(1, id.bytes());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    /// Oldest first.
    static List<Erasure> all(Connection connection) throws SQLException {
        List<Erasure> all = new ArrayList<>();
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                "select id, at, basis from tombstone order by at, id");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                all.add(read(row));
            }
        }
        return all;
    }

    private static Erasure read(ResultSet row) throws SQLException {
        return new Erasure(
                KeyId.of(row.getBytes(1)), Instant.ofEpochMilli(row.getLong(2)), row.getString(3));
    }
}
