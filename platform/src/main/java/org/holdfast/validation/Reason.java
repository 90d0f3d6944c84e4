// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

/// Why a certificate is not believed; for the log and for officers, not for whoever shows it.
public enum Reason {
    /// No DER certificate, or bytes behind it.
    MALFORMED,
    /// Longer than [PathRules#LONGEST_CERTIFICATE].
    TOO_LARGE,
    /// More than [PathRules#MOST_PRESENTED] certificates were shown.
    TOO_MANY,
    /// Signed, or to be used, with an algorithm or key that [Strength] does not have.
    WEAK,
    /// Past its end, or one above it is.
    EXPIRED,
    /// Before its beginning, or one above it is.
    NOT_YET_VALID,
    /// Nothing leads from it to an anchor.
    NO_PATH,
    /// A signature on the way does not fit.
    BAD_SIGNATURE,
    /// Somebody on the way may not issue certificates.
    NOT_AN_AUTHORITY,
    /// More authorities on the way than one of them allows.
    PATH_TOO_LONG,
    /// A key was used for what its certificate does not say.
    KEY_USAGE,
    /// Not for the purpose that was asked about.
    PURPOSE,
    /// Not under the policies that were asked for.
    POLICY,
    /// A name that an authority above may not certify.
    NAME,
    /// A critical extension that nobody here understands.
    CRITICAL_EXTENSION,
    /// Revoked, or one above it is.
    REVOKED,
    /// Nobody says whether it was revoked, or not for the whole way.
    STATUS_UNKNOWN,
    /// What the path rules say in words only.
    OTHER
}
