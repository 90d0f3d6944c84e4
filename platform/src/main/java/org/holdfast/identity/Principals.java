// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.time.Duration;
import java.util.Optional;

/// Who is behind a token or session, and the making of both. Thread-safe; a check costs an HMAC and
/// a look into memory, and goes on for a stated time when the database does not answer.
public interface Principals {
    /// Who sent this bearer token.
    Optional<Principal> byToken(String token);

    /// Who sent this session cookie.
    Optional<Principal> bySession(String cookie);

    /// A bearer token, valid for that long.
    String token(Principal who, Duration validity);

    /// A cookie value for a browser session, valid for that long.
    String session(Principal who, Duration validity);

    /// Ends one token or session for ever, before its time.
    void end(String tokenOrCookie);

    /// A login to be handed to a person, as 43 random letters of base64url.
    ///
    /// @param reusable false: it opens once
    String login(Principal who, Duration validity, boolean reusable);

    /// Opens a login made by [#login]; empty when unknown, used, late or of a closed account.
    Optional<Principal> redeem(String login);
}
