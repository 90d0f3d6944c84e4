// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.util.Optional;

/// Keeps the latest checkpoint note of each journal for a witness, or the pending one for a mirror.
/// Thread-safe.
///
/// A store that forgets lets its witness sign a fork: whoever lost one needs a new key, and none is
/// ever put back from an older copy.
public interface WitnessStore {
    /// The latest note; empty when there was none for this origin. Whatever this returns is
    /// durable.
    Optional<SignedNote> latest(String origin);

    /// Makes a note the latest one of its origin, if the latest size is still the expected one (0
    /// when there is none). Comparing and keeping are one step, and the note is durable when this
    /// returns without a conflict. After a [JournalFault] it is unknown whether it was kept.
    Kept keep(TreeSize expected, SignedNote note);

    /// How keeping ended.
    sealed interface Kept {
        /// The note is the latest one, durably.
        record Durable() implements Kept {}

        /// Another size is the latest; nothing was changed.
        record Conflict(TreeSize latest) implements Kept {}
    }
}
