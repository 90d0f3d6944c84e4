// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.util.List;
import java.util.Map;

/// How a site's Holdfast node is started: members `node` and `environment` of `site.json`.
///
/// The supervisor runs it in the folder `node/` of the site, as the user who runs the supervisor,
/// adds [SitePlan#nodeEnvironment] to its environment, writes what it prints to `log/node.log`,
/// starts it again when it ends, and stops it first (SIGTERM, 20 s, SIGKILL).
///
/// @param command program and arguments; it must stay in the foreground
/// @param environment variables in addition
public record NodePlan(List<String> command, Map<String, String> environment) {
    public NodePlan {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("node: expected a program, found none");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
