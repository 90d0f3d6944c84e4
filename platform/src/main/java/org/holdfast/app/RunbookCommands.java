// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The commands of runbooks as they are typed at one place.
///
/// @param dir folder of the cluster on this machine or, with a `site.json` in it, of the site that
///   has this machine to itself; empty for an office on one machine
/// @param data the node's data folder
record RunbookCommands(Optional<Path> dir, String site, Path data) {
    private static final String OWN = "site.json";

    /// @param command as the packs have it
    String exact(String command) {
        Optional<Path> own = dir.filter(folder -> Files.exists(folder.resolve(OWN)));
        return (own.isPresent() ? machine(command) : together(command))
                .replace(
                        "{holdfast}",
                        own.map(folder -> folder.resolve("program/holdfast").toString())
                                .orElse("./holdfast"))
                .replace("{dir}", dir.map(Path::toString).orElse(""))
                .replace("{site}", site)
                .replace("{data}", data.toString());
    }

    private static String machine(String command) {
        return command.replace("{status}", "{holdfast} cluster status --site {dir}")
                .replace("{start}", "{holdfast} cluster site {dir}")
                .replace(
                        "{again}", "{holdfast} cluster spare --of {site} --site FOLDER --into NEW");
    }

    /// All sites on one machine: who starts one makes its folder again when it is gone.
    private static String together(String command) {
        String start = "{holdfast} cluster start {site} --dir {dir}";
        return command.replace("{status}", "{holdfast} cluster status --dir {dir}")
                .replace("{start}", start)
                .replace("{again}", start);
    }
}
