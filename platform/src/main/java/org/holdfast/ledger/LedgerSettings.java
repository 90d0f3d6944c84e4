// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Where the journals are, and how often they are sealed.
///
/// @param folder one folder per origin lies in it; made when missing
/// @param sealEvery longest time between two checkpoints while entries come; at most 100 ms in an
///   office, so that receipts are sealed within a quarter of a second
/// @param heads endpoints of the etcd in which the head of the central journal is agreed upon, such
///   as `http://10.1.0.1:2379`; with none every start opens the next origin from what this disk and
///   the mirrors that answer hold
/// @param stateEvery changes of registers between two `state` entries; a start and a clean stop
///   write one as well when there were changes
public record LedgerSettings(Path folder, Duration sealEvery, List<URI> heads, int stateEvery) {
    private static final int STATE_EVERY = 10_000;

    public LedgerSettings {
        if (stateEvery < 1) {
            throw new IllegalArgumentException(
                    "stateEvery: expected 1 or more, found " + stateEvery);
        }
        heads = List.copyOf(heads);
    }

    /// The same, with the central journal's head agreed upon in an etcd.
    public LedgerSettings withHeads(List<URI> endpoints) {
        return new LedgerSettings(folder, sealEvery, endpoints, stateEvery);
    }

    /// The settings of an office.
    public static LedgerSettings of(Path folder) {
        return new LedgerSettings(folder, Duration.ofMillis(50), List.of(), STATE_EVERY);
    }
}
