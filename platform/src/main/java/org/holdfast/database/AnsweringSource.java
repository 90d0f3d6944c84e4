// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// Connections of a pool, refused at once while the database has been away for some time. Work that
/// does not run under [Pulse#ask] must not wait for it either. Thread-safe.
final class AnsweringSource extends DelegatingDataSource {
    private static final String NO_CONNECTION = "08001";
    private final Pulse pulse;

    AnsweringSource(DataSource pool, Pulse pulse) {
        super(pool);
        this.pulse = pulse;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (pulse.isGone()) {
            throw new SQLTransientConnectionException(
                    "the database does not answer: away", NO_CONNECTION);
        }
        return super.getConnection();
    }
}
