// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import org.holdfast.ledger.Receipt;

/// What became of an order about a service.
public sealed interface ServiceAnswer {
    /// Done; it counts here, and at other sites when they have read it.
    ///
    /// @param repeated whether it was done before
    record Given(Service service, Receipt receipt, boolean repeated) implements ServiceAnswer {}

    /// Nothing was done.
    record Refused(ServiceRefusal why) implements ServiceAnswer {}
}
