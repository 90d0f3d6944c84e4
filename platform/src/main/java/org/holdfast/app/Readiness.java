// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Whether this office takes work: only between the end of its start and the begin of its stop. The
/// end of a start is when its node has had, once, everything that the database had committed.
/// Thread-safe.
final class Readiness {
    enum State {
        STARTING,
        /// All but the newest entries of the central journal are here; mirrors may come in, since
        /// others may wait for what this node has.
        CATCHING_UP,
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
