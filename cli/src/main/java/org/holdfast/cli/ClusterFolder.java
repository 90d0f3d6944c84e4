// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.cluster.Cluster;
import org.holdfast.cluster.NodeMaker;
import picocli.CommandLine.Option;

/// Where the cluster is that a command is about.
final class ClusterFolder {
    @Option(
            names = "--dir",
            description = "Folder of the cluster. Default: data-cluster beside ./holdfast.")
    private Path folder = Path.of(System.getProperty("holdfast.home", "."), "data-cluster");

    Path path() {
        return folder;
    }

    Cluster cluster() {
        return cluster(Optional.empty());
    }

    Cluster cluster(Optional<NodeMaker> nodes) {
        return new Cluster(folder, ClusterCommand.supervisor(), nodes, Screen::err);
    }
}
