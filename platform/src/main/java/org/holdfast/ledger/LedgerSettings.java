// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.nio.file.Path;
import java.time.Duration;

/// Where the journals are, and how often they are sealed.
///
/// @param folder one folder per origin lies in it; made when missing
/// @param sealEvery longest time between two checkpoints while entries come; at most 100 ms in an
///   office, so that receipts are sealed within a quarter of a second
public record LedgerSettings(Path folder, Duration sealEvery) {
    /// The settings of an office.
    public static LedgerSettings of(Path folder) {
        return new LedgerSettings(folder, Duration.ofMillis(50));
    }
}
