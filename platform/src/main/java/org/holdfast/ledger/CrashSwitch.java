// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

/// Where tests cut the power. In an office it does nothing.
@FunctionalInterface
interface CrashSwitch {
    /// The points between which something is in one store and not in another.
    enum Step {
        START_CHECKED,
        START_MOVED,
        ROWS_COMMITTED,
        FILES_APPENDED,
        CHECKPOINT_SIGNED,
        ERASURE_KEYS_DESTROYED,
        ERASURE_NODE_ZEROED,
        ERASURE_CENTRAL_ZEROED,
        ERASURE_ROWS_ZEROED,
        ERASURE_ATTESTED
    }

    /// An office: no switch.
    CrashSwitch NONE = _ -> {};

    /// Throws to play a crash at this point.
    void at(Step step);
}
