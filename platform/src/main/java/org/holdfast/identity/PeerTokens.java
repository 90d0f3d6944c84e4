// SPDX-License-Identifier: Apache-2.0
package org.holdfast.identity;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.keys.Keys;

/// Tokens by which the sites of one office know each other's mirrors. They are made from the secret
/// that all sites share and checked without a database, so that mirroring goes on when there is
/// none. A token acts in the role `mirror` and in no other.
public final class PeerTokens {
    private static final String PEER = "site-";

    private PeerTokens() {}

    /// A token of a site.
    ///
    /// @param place the site's name, such as `a`
    public static String make(
            Keys keys, String place, Duration validity, InstantSource clock, SecureRandom random) {
        return new Tokens(keys.secret(Tokens.USE), clock, random)
                .write(Tokens.Kind.PEER, place, validity);
    }

    /// Whether this is another site of the office, and not a mirror that an operator has admitted.
    public static boolean isPeer(Principal who) {
        return who.role() == Role.MIRROR && who.id().startsWith(PEER);
    }

    static Principal principal(String place) {
        return new Principal(PEER + place, Role.MIRROR, Optional.empty(), Optional.empty(), place);
    }
}
