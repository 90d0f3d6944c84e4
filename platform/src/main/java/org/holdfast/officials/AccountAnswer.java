// SPDX-License-Identifier: Apache-2.0
package org.holdfast.officials;

import java.time.Instant;
import org.holdfast.ledger.Receipt;

/// What came of an order or of an agreement.
public sealed interface AccountAnswer {
    /// It is done at this site, and at others once they have read of it.
    ///
    /// @param receipt of the entry that did it
    record Done(Official official, Receipt receipt, boolean repeated) implements AccountAnswer {}

    /// Nothing is done until another operator agrees.
    ///
    /// @param receipt of the entry that asks
    record Waiting(AccountRequest request, Receipt receipt, boolean repeated)
            implements AccountAnswer {}

    /// A login to be given to the official, and to nobody else.
    ///
    /// @param login opens once; as in the path of the page that takes it
    record Handed(Official official, String login, Instant until, Receipt receipt)
            implements AccountAnswer {
        /// Does not print the login.
        @Override
        public String toString() {
            return "Handed[" + official.id() + ", " + until + "]";
        }
    }

    /// Nothing was done.
    record Refused(AccountRefusal why) implements AccountAnswer {}
}
