// SPDX-License-Identifier: Apache-2.0
package org.holdfast.database;

/// The settings of an embedded server, written anew at each start.
final class ServerConfiguration {
    private ServerConfiguration() {}

    static String of(int port) {
        return """
        # written at each start; changes are lost
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        port = %d
        max_connections = 220
        password_encryption = 'scram-sha-256'
        # durability: stated although these are the defaults, because others turn them off
        fsync = on
        synchronous_commit = on
        full_page_writes = on
        wal_compression = on
        max_wal_size = '4GB'
        checkpoint_timeout = '10min'
        shared_buffers = '256MB'
        work_mem = '16MB'
        maintenance_work_mem = '256MB'
        random_page_cost = 1.1
        jit = off
        timezone = 'UTC'
        # no personal data in logs: neither statements nor values of rows
        log_timezone = 'UTC'
        log_statement = 'none'
        log_min_error_statement = 'panic'
        log_min_duration_statement = -1
        log_error_verbosity = 'terse'
        log_parameter_max_length = 0
        log_parameter_max_length_on_error = 0
        idle_in_transaction_session_timeout = '60s'
        """
                .formatted(port);
    }
}
