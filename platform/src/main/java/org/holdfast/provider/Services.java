// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.identity.Principal;

/// Which services log people in through the office: entries of the node journal, made by operators,
/// folded at every site. Needs no database. Thread-safe.
public interface Services {
    /// A service to be registered.
    ///
    /// @param operation 8 to 128 letters made by the client; the same again gives the first answer
    record Order(
            Principal who,
            String operation,
            Map<String, String> names,
            List<String> redirects,
            int quota,
            List<Service.Key> keys) {
        public Order {
            names = Map.copyOf(names);
            redirects = List.copyOf(redirects);
            keys = List.copyOf(keys);
        }
    }

    /// Registers; counts here when this returns.
    ///
    /// @throws org.holdfast.ledger.LedgerFault with `STOPPED` when the journal takes nothing
    ServiceAnswer register(Order order);

    /// Ends a service, for ever.
    ServiceAnswer end(Principal who, String id);

    /// All services as far as was read, oldest first; ended ones too.
    List<ServiceAnswer.Given> all();

    /// One that has not ended.
    Optional<Service> find(String id);
}
