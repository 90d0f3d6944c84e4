// SPDX-License-Identifier: Apache-2.0
package org.holdfast.validation;

import java.security.cert.X509Certificate;
import java.util.List;

/// What is to be made of a certificate that somebody shows.
public sealed interface Judgement {
    /// It leads to an anchor; what it is good for now, its standing says: a status that is unknown
    /// is [Tier#BREAK_GLASS] and never refused by itself.
    ///
    /// @param chain the certificate first, the one below the anchor last
    record Stands(List<X509Certificate> chain, X509Certificate anchor, Standing standing)
            implements Judgement {
        /// Copies what it is given.
        public Stands {
            chain = List.copyOf(chain);
        }
    }

    /// It is good for nothing.
    ///
    /// @param detail for the log; whoever shows the certificate is told nothing of it
    record Refused(Reason reason, String detail) implements Judgement {}
}
