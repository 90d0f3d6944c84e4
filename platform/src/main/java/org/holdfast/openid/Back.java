// SPDX-License-Identifier: Apache-2.0
package org.holdfast.openid;

import java.net.URI;
import java.util.Optional;

/// What a browser brings back from a provider (RFC 6749 §4.1.2, RFC 9207 §2).
///
/// @param code for which the provider gives a token
/// @param issuer who says to have answered
/// @param error what the provider says instead of a code
/// @param here the address to which it came back, as it was sent
public record Back(
        Optional<String> code, Optional<String> issuer, Optional<String> error, URI here) {
    /// Does not print the code.
    @Override
    public String toString() {
        return "Back[" + here + "]";
    }
}
