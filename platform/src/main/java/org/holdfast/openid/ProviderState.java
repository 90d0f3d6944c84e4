// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// How an outside provider stands as this site sees it.
///
/// @param texts the button's words by language
/// @param since when it went down; empty while it is not
/// @param published as of when what it publishes was read; empty while it never was
/// @param usable whether that is young enough to begin a login
/// @param took how long it has taken for its last answer
/// @param resting whether it is not asked just now
/// @param counts of exchanges
public record ProviderState(
        String name,
        Map<String, String> texts,
        Standing standing,
        Optional<Instant> since,
        Optional<Instant> published,
        boolean usable,
        Duration took,
        boolean resting,
        Counts counts) {
    /// In one word.
    public enum Standing {
        UP,
        /// It answers, and takes more than a second.
        SLOW,
        DOWN;

        /// As in names of texts.
        public String code() {
            return switch (this) {
                case UP -> "up";
                case SLOW -> "slow";
                case DOWN -> "down";
            };
        }
    }

    /// Since this process began.
    ///
    /// @param good exchanges that have named somebody
    /// @param failed exchanges that the provider has not answered, or with a fault
    /// @param refused answers that were not believed, and codes that it did not take
    public record Counts(long good, long failed, long refused) {}
}
