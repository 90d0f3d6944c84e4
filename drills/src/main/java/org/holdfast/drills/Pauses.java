// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waiting between two looks at a real process; the only place in the drills that waits by the
/// clock.
final class Pauses {
    static void of(Duration pause) {
        LockSupport.parkNanos(pause.toNanos());
    }

    private Pauses() {}
}
