// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How a source stands, for the console.
///
/// @param lastGood as of when is what counts of it now; of a responder, the oldest of all that it
///   answers for
/// @param age of that; empty where there is none
/// @param failure why the last look brought nothing; empty when it did
/// @param since when looks bring nothing
/// @param waiting SHA-256 of a trust list that waits for a person, in hexadecimal
/// @param known what is kept of it: lists, answers or anchors
public record SourceState(
        String name,
        Optional<Instant> lastGood,
        Optional<Duration> age,
        Optional<Failure> failure,
        Optional<Instant> since,
        Optional<String> waiting,
        int known) {
    /// What went wrong.
    ///
    /// @param detail for the log
    public record Failure(FetchRefusal why, String detail) {}
}
