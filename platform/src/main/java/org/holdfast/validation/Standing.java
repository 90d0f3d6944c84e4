// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How a certificate stands, and what that rests on: to be kept with every decision made with it.
///
/// @param asOf of the status; empty where it is unknown
/// @param age at the moment of the question; empty where it is unknown, or the clock is doubted
public record Standing(
        X509Certificate certificate,
        Status status,
        StatusSource source,
        Optional<Instant> asOf,
        Optional<Duration> age,
        Tier tier) {
    /// What is said of it.
    public enum Status {
        /// Not revoked, as of then.
        GOOD,
        /// Revoked, for ever; only [Validation#known] says so, [Validation#judge] refuses such.
        REVOKED,
        /// Nobody says, or nobody whose word counts now.
        UNKNOWN
    }
}
