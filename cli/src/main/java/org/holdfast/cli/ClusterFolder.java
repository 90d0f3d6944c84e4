// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.cluster.Cluster;
import org.holdfast.cluster.NodeMaker;
import picocli.CommandLine.Option;

/// Where the cluster is that a command is about.
final class ClusterFolder {
    private static final String SITE = "site.json";

    @Option(
            names = "--dir",
            description = "Folder of the cluster. Default: data-cluster beside ./holdfast.")
    private Path folder = Path.of(System.getProperty("holdfast.home", "."), "data-cluster");

    Path path() {
        return folder;
    }

    /// The folder of one site, where that is what was given; else that of the site from whose
    /// program this runs, where there is no cluster.
    Optional<Path> site() {
        if (Files.exists(folder.resolve(SITE))) {
            return Optional.of(folder);
        }
        Path around =
                Path.of(System.getProperty("holdfast.home", "."))
                        .toAbsolutePath()
                        .normalize()
                        .getParent();
        return around != null && !Files.exists(folder) && Files.exists(around.resolve(SITE))
                ? Optional.of(around)
                : Optional.empty();
    }

    Cluster cluster() {
        return cluster(Optional.empty());
    }

    Cluster cluster(Optional<NodeMaker> nodes) {
        return new Cluster(folder, ClusterCommand.supervisor(), nodes, Screen::err);
    }
}
