// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.util.Optional;
import org.holdfast.database.DatabaseSettings;
import org.holdfast.database.EmbeddedServer;

/// Where the office's database is: in its own folder, started and stopped with it, or the one that
/// all sites share.
record DatabaseHome(Optional<EmbeddedServer> own, DatabaseSettings settings)
        implements AutoCloseable {
    @Override
    public void close() {
        own.ifPresent(EmbeddedServer::close);
    }
}
