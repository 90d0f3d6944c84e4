// SPDX-License-Identifier: Apache-2.0
/// Connections, transactions, migrations and the embedded PostgreSQL server.
///
/// Promise: what [org.holdfast.database.Database#inTransaction] returned from is on disk, if the
/// server runs with the settings of [org.holdfast.database.EmbeddedServer]. Knows nothing above it.
@NullMarked
package org.holdfast.database;

import org.jspecify.annotations.NullMarked;
