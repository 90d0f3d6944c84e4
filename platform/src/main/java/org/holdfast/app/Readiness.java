// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// Whether this office takes work: only between the end of its start and the begin of its stop. The
/// end of a start is when its node has had, once, everything that the database had committed, and
/// has read what the nodes of the other sites had written ([PeersRead]). Thread-safe.
final class Readiness {
    enum State {
        STARTING,
        /// Entries are missing of the central journal, or of other sites' node journals; mirrors
        /// may come in, since others may wait for what this node has.
        CATCHING_UP,
        READY,
        STOPPING
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
    private volatile List<String> stopped = List.of();
    private volatile Map<String, String> missing = Map.of();

    void now(State next) {
        state.set(next);
    }

    State state() {
        return state.get();
    }

    /// Journals that take no more entries. The doors stay open for what needs none.
    void stopped(List<String> journals) {
        stopped = List.copyOf(journals);
    }

    List<String> stopped() {
        return stopped;
    }

    /// What was not read of other sites' node journals yet, in words, by the site's name. The doors
    /// open without it when it cannot be had.
    void missing(Map<String, String> words) {
        missing = Map.copyOf(words);
    }

    Map<String, String> missing() {
        return missing;
    }
}
