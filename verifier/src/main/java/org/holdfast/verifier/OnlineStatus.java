// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.time.Instant;

/// Answers whether a genuine paper still stands. Implemented by whoever can ask the office; the
/// verifier itself never opens a connection.
@FunctionalInterface
public interface OnlineStatus {
    /// The standing of the paper that these verified claims name.
    Standing of(SealClaims claims);

    /// How a paper stands at the office.
    sealed interface Standing {
        /// The printed record versions are still the newest.
        record Current(Instant asOf) implements Standing {}

        /// The record has changed; never says what changed.
        record Superseded(Instant since) implements Standing {}

        /// The office took the paper back.
        record Withdrawn(Instant since) implements Standing {}

        /// The office does not know this paper, or did not answer: nothing is added to the verdict
        /// but the words.
        record Unknown(String why) implements Standing {}
    }
}
