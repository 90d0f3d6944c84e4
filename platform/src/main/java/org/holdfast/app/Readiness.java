// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Whether this office takes work: only between the end of its start and the begin of its stop.
/// Thread-safe.
final class Readiness {
    enum State {
        STARTING,
        READY,
        STOPPING
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
    private volatile List<String> stopped = List.of();

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
}
