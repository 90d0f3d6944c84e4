// SPDX-License-Identifier: Apache-2.0
package org.holdfast.logins;

import java.time.Instant;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Principals;
import org.holdfast.validation.Tier;

/// What came of a login.
public sealed interface LoginAnswer {
    /// Somebody is in; the entry about it is on this site's disk.
    ///
    /// @param asOf as of when their certificate's status was known; empty for a passkey, which has
    ///   none
    record In(Principal who, Principals.Opened opened, Optional<Instant> asOf, Tier tier)
            implements LoginAnswer {}

    /// Nobody is in, and nothing was entered.
    record Refused(LoginRefusal why) implements LoginAnswer {}
}
