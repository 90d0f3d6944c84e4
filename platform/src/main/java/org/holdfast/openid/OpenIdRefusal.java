// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

/// Why nobody is named by a provider.
public enum OpenIdRefusal {
    /// There is no such provider, or what it publishes was never read or is too old.
    NOT_READY,
    /// Not what this browser began here, or too late.
    NOT_OURS,
    /// The provider, or the person there, has said no.
    DENIED,
    /// Another issuer than the one that was asked (RFC 9207 §2.4).
    OTHER_ISSUER,
    /// As many exchanges with this provider are under way as may be.
    BUSY,
    /// It has failed so often that it is not asked for some seconds.
    RESTING,
    /// No connection, or not the whole answer before the end of waiting.
    SILENT,
    /// It answers with a fault, another address, or more than is read.
    FAULTY,
    /// The provider does not take the code.
    CODE_REFUSED,
    /// An answer or a token that is not of the form that the standard gives.
    MALFORMED,
    /// A token signed in a way that was not agreed.
    OTHER_ALGORITHM,
    /// Signed with a key that the provider has not published, as far as is known.
    UNKNOWN_KEY,
    /// Signed by somebody else, or over something else.
    BAD_SIGNATURE,
    /// A token for somebody else, or of another issuer.
    FOREIGN,
    /// A token whose time is over, or has not come.
    WRONG_TIME,
    /// A token of another login.
    OTHER_LOGIN,
    /// The person was not asked as strictly, or as lately, as the office wants.
    TOO_WEAK;

    /// Whether the provider is why, and another way may serve the person at once.
    public boolean isOutage() {
        return switch (this) {
            case NOT_READY, BUSY, RESTING, SILENT, FAULTY -> true;
            case NOT_OURS,
                    DENIED,
                    OTHER_ISSUER,
                    CODE_REFUSED,
                    MALFORMED,
                    OTHER_ALGORITHM,
                    UNKNOWN_KEY,
                    BAD_SIGNATURE,
                    FOREIGN,
                    WRONG_TIME,
                    OTHER_LOGIN,
                    TOO_WEAK ->
                    false;
        };
    }
}
