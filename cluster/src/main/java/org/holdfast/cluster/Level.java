// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.nio.file.Files;

/// How much of a site shall run; `state/level`. Stopping a whole cluster goes down step by step, so
/// that no engine loses what it stands on: etcd has its quorum until the last PostgreSQL stands.
enum Level {
    /// etcd alone.
    CONSENSUS,
    /// etcd and Patroni with PostgreSQL.
    DATABASE,
    /// HAProxy and the node too.
    EVERYTHING;

    static Level wanted(SitePlan plan) throws IOException {
        java.nio.file.Path file = plan.state().resolve("level");
        return Files.exists(file) ? valueOf(Files.readString(file).strip()) : EVERYTHING;
    }

    void want(SitePlan plan) throws IOException {
        Disk.replaceLine(plan.state().resolve("level"), name() + "\n");
    }
}
