// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import java.time.Duration;
import java.util.Optional;

/// What somebody's browser has brought from a service.
public sealed interface Asked {
    /// Nobody knows to whom an answer would go: a page says so, and never a redirect (RFC 6749
    /// §4.1.2.1).
    record Unknown() implements Asked {}

    /// The service learns of it at its own address.
    ///
    /// @param location address with the error
    record Refused(String location) implements Asked {}

    /// A login that a service wishes for and may have.
    ///
    /// @param redirect as registered, letter by letter
    /// @param challenge of PKCE, S256
    record Wish(
            Service service,
            String redirect,
            String state,
            String nonce,
            String challenge,
            Prompts prompts,
            String issuer)
            implements Asked {}

    /// What may and must be asked of the person (OpenID Connect Core 1.0 §3.1.2.1).
    ///
    /// @param none whether no page may be shown
    /// @param login whether the person is to come in anew
    /// @param consent whether the person is to be asked anew
    /// @param oldest how long ago they may have come in
    record Prompts(boolean none, boolean login, boolean consent, Optional<Duration> oldest) {}
}
