// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.Duration;
import java.util.Optional;

/// How this node's own copy of the registers stands.
///
/// @param behind how long ago it held everything that the journal's files on this disk held; some
///   tens of milliseconds while all is well
/// @param fault what keeps it from going on, in words without personal data; it tries again
public record CopyState(Duration behind, Optional<String> fault) {
    /// How long it may be behind before a person should know. A first folding, or one anew, takes
    /// longer, and is said as well: until it is over this node serves nobody without the database.
    private static final Duration LATE = Duration.ofSeconds(30);

    /// Whether a person should know.
    public boolean isLate() {
        return behind.compareTo(LATE) > 0;
    }

    /// Looks how the copy stands. Thread-safe; takes no time.
    @FunctionalInterface
    public interface Watch {
        /// Empty in an office without a copy of its own.
        Optional<CopyState> now();
    }
}
