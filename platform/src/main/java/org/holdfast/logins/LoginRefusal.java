// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

/// Why nobody was let in, or nothing enrolled; for logs. Whoever asked is told the same for all of
/// them but the last three.
public enum LoginRefusal {
    /// Not of the form that the standard gives, or longer than it has to be.
    MALFORMED,
    /// A challenge that this office has not made for this browser and purpose, or late.
    BAD_CHALLENGE,
    /// A challenge that has opened something already.
    REPLAYED,
    /// From a page of somebody else, or for another domain.
    WRONG_PLACE,
    /// Signed by another key, or over something else.
    BAD_SIGNATURE,
    /// The device did not ask its user who they are.
    NOT_VERIFIED,
    /// A counter that went back: there may be a copy of the key.
    COPIED,
    /// Nobody has enrolled it as far as this site has read, or it was ended.
    UNKNOWN,
    /// A certificate that counts no more, or not yet.
    NOT_GOOD,
    /// The account is closed, or of a role that does not log in so.
    NOBODY,
    /// How the certificate stands is not known newly enough for one official alone.
    TOO_OLD,
    /// An account has as many passkeys as it may have.
    TOO_MANY,
    /// It is enrolled already.
    KNOWN
}
