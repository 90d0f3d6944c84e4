// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the path rules say.
public sealed interface Verdict {
    /// A path leads to an anchor.
    ///
    /// @param chain the certificate first, the one below the anchor last
    /// @param source what says that nothing of it was revoked; `NONE` where that was not asked
    /// @param asOf of the status ([PathRules] says how it is counted)
    record Valid(
            List<X509Certificate> chain,
            X509Certificate anchor,
            StatusSource source,
            Optional<Instant> asOf)
            implements Verdict {
        /// Copies what it is given.
        public Valid {
            chain = List.copyOf(chain);
        }
    }

    /// None does.
    ///
    /// @param detail for the log, in the words of whoever found it
    record Refused(Reason reason, String detail) implements Verdict {}
}
