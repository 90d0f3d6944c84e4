// SPDX-License-Identifier: Apache-2.0
package org.holdfast.catalogue;

import java.util.List;
import java.util.Set;

/// In which order things come back, and what to do when something is lost, as the office's files
/// say (`recovery/order.yaml` and `recovery/runbooks.yaml` of the packs). Immutable.
///
/// @param decided who decided the order, and when
/// @param parts first to last
/// @param services first to last; every service of the packs is in one of them
public record Recovery(
        Decided decided, List<Parts> parts, List<Rank> services, List<Runbook> runbooks) {
    public Recovery {
        parts = List.copyOf(parts);
        services = List.copyOf(services);
        runbooks = List.copyOf(runbooks);
    }

    /// A change of the order is a person's.
    public record Decided(String by, String on) {}

    /// Components that come back together.
    ///
    /// @param kinds such as `etcd`
    public record Parts(List<String> kinds, Words why) {
        public Parts {
            kinds = List.copyOf(kinds);
        }
    }

    /// Services that come back together.
    ///
    /// @param services by their codes; may be none
    public record Rank(List<String> services, Words why) {
        public Rank {
            services = List.copyOf(services);
        }
    }

    /// What to do when something is lost.
    ///
    /// @param about kinds of components
    public record Runbook(
            String code, Set<Where> where, List<String> about, Words when, List<Step> steps) {
        public Runbook {
            where = Set.copyOf(where);
            about = List.copyOf(about);
            steps = List.copyOf(steps);
        }
    }

    /// Where a runbook holds.
    public enum Where {
        CLUSTER,
        /// An office on one machine.
        ONE
    }

    /// One step of a runbook.
    ///
    /// @param command with the places that `runbooks.yaml` names, such as `{dir}`; empty when there
    ///   is none
    public record Step(Words words, String command) {}
}
