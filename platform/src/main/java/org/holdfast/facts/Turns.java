// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// One at a time for each person: what is counted before an entry is still so when it is written.
/// Some persons share a turn. Thread-safe.
final class Turns {
    private static final int LOCKS = 256;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    Turns() {
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    Lock of(Object person) {
        return locks[Math.floorMod(person.hashCode(), LOCKS)];
    }
}
