// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

import java.util.Properties;

/// What sessions of ours say of themselves when they begin. What a role or a database says of
/// commits does not count for them (PostgreSQL 15, 20.1.3).
final class Sessions {
    /// Who waits longer for a lock than a caller for the change holds a connection for nobody.
    static final String POOLED = "-c lock_timeout=2500 -c synchronous_commit=on";

    /// Those of single statements, some of which write.
    static final String SINGLE = "-c synchronous_commit=on";

    private static final String FENCE = "-c idle_in_transaction_session_timeout=0 " + SINGLE;

    private Sessions() {}

    /// For a connection beside the pool.
    static Properties beside(DatabaseSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password());
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("options", SINGLE);
        return properties;
    }

    /// For one that holds a right for long.
    static Properties fence(DatabaseSettings settings) {
        Properties properties = beside(settings);
        properties.setProperty("options", FENCE);
        return properties;
    }
}
