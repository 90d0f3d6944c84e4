// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.time.Duration;

/// Where the journals are, and how often they are sealed.
///
/// @param folder one folder per origin lies in it; made when missing
/// @param sealEvery longest time between two checkpoints while entries come; at most 100 ms in an
///   office, so that receipts are sealed within a quarter of a second
/// @param stateEvery changes of registers between two `state` entries; a start and a clean stop
///   write one as well when there were changes
public record LedgerSettings(Path folder, Duration sealEvery, int stateEvery) {
    private static final int STATE_EVERY = 10_000;

    public LedgerSettings {
        if (stateEvery < 1) {
            throw new IllegalArgumentException(
                    "stateEvery: expected 1 or more, found " + stateEvery);
        }
    }

    /// The settings of an office.
    public static LedgerSettings of(Path folder) {
        return new LedgerSettings(folder, Duration.ofMillis(50), STATE_EVERY);
    }
}
