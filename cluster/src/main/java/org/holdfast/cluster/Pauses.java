// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Waiting between two looks at a real process; the only place here that waits by the clock.
final class Pauses {
    static void ofMillis(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private Pauses() {}
}
