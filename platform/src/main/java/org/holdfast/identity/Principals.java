// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.time.Duration;
import java.time.Instant;
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

    /// What a token opens, and for whom it is made.
    enum Door {
        /// The API, with a bearer token.
        API,
        /// Pages, with a cookie.
        PAGES,
        /// Both, for what serves a person in person and nothing else ([Principal#onlyInPerson]).
        COUNTER
    }

    /// A token that was made.
    ///
    /// @param serial names it where it may be read by others; opens nothing
    record Opened(String token, String serial, Instant until) {
        /// Does not print the token.
        @Override
        public String toString() {
            return "Opened[" + serial + ", " + until + "]";
        }
    }

    /// A token or session whose serial the caller keeps, so that it can be [ended][#endSerial].
    Opened open(Principal who, Door door, Duration validity);

    /// Ends one token or session for ever, before its time.
    void end(String tokenOrCookie);

    /// The same by its serial. Acts at this node at once, with or without a database, which is told
    /// when it answers; changes nothing for one that has ended.
    ///
    /// @param until when it would have ended
    void endSerial(String serial, Instant until);

    /// When a token that is good ends; empty for one that is not.
    Optional<Instant> until(String tokenOrCookie);

    /// The serial of a token that is good; empty for one that is not.
    Optional<String> serial(String tokenOrCookie);

    /// A login to be handed to a person, as 43 random letters of base64url.
    ///
    /// @param reusable false: it opens once
    String login(Principal who, Duration validity, boolean reusable);

    /// A login that opens once, of which the caller has drawn the secret: the same one a second
    /// time changes nothing.
    ///
    /// @param secret 32 bytes that nobody else can know
    String login(Principal who, Instant until, byte[] secret);

    /// Opens a login made by [#login]; empty when unknown, used, late or of a closed account.
    Optional<Principal> redeem(String login);
}
