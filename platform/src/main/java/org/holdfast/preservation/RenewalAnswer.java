// SPDX-License-Identifier: Apache-2.0
package org.holdfast.preservation;

import org.holdfast.ledger.Receipt;

/// What became of an order.
public sealed interface RenewalAnswer {
    /// It is entered.
    ///
    /// @param receipt with the grade that it has now
    /// @param repeated whether an earlier order's answer is repeated
    record Given(Renewal renewal, Receipt receipt, boolean repeated) implements RenewalAnswer {}

    /// It was not done, and nothing was entered.
    record Refused(RenewalRefusal why) implements RenewalAnswer {}
}
