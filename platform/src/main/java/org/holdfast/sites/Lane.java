// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/// One after the other: a turn that comes while the last is not through is left out.
final class Lane {
    private final Turn turn;
    private final AtomicBoolean busy = new AtomicBoolean();

    Lane(Turn turn) {
        this.turn = turn;
    }

    /// Ends by itself, within its deadlines.
    interface Turn {
        void go() throws InterruptedException;
    }

    void next(ExecutorService crew) {
        if (busy.compareAndSet(false, true)) {
            crew.execute(() -> {
                try {
                    turn.go();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                } finally {
                    busy.set(false);
                }
            });
        }
    }
}
