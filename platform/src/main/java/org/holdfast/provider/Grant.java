// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import java.time.Instant;
import java.util.Optional;

/// What a person has let a service know: that they have logged in here, under a name of its own.
///
/// @param account whose
/// @param service its id
/// @param remembered whether they are not asked again
/// @param last when the service last got a token by it, as far as was read
public record Grant(
        String id,
        String account,
        String service,
        boolean remembered,
        Instant at,
        Optional<Instant> last) {
    /// Does not print whose it is.
    @Override
    public String toString() {
        return "Grant[" + id + "]";
    }
}
