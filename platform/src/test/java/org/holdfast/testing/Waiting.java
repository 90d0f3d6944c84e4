// SPDX-License-Identifier: Apache-2.0
package org.holdfast.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what has to come, for so long that a slow machine is no reason to fail.
public final class Waiting {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Waiting() {}

    /// Returns once it has come; looks twenty times a second.
    ///
    /// @throws AssertionError after three minutes
    public static void until(BooleanSupplier come) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!come.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited for " + LONGEST);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
