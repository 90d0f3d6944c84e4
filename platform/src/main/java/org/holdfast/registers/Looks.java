// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.Instant;
import java.util.List;
import org.holdfast.ledger.Promise;
import org.holdfast.offices.OfficeCode;

/// The log of who looked at whom. Every look is an entry of this node's own journal, durable before
/// anything is shown, and is listed to the person looked at. Thread-safe.
public interface Looks {
    /// Records a look; show nothing before this returns.
    Promise record(Look look);

    /// The looks at a person, newest first.
    List<Seen> of(RecordRef person, int limit);

    /// One look.
    ///
    /// @param office the office where it happened
    /// @param by the principal's id; `as` how the person looked at is told: role and officer name
    /// @param purpose why, in the words or the code that the looker gave
    /// @param fields which fields were shown, such as `name`, `address`
    record Look(
            RecordRef person,
            OfficeCode office,
            String role,
            String by,
            String as,
            String purpose,
            List<String> fields) {
        public Look {
            fields = List.copyOf(fields);
        }

        /// Does not print who.
        @Override
        public String toString() {
            return "Look[" + person + "]";
        }
    }

    /// A look and when it was.
    record Seen(Instant at, Look look) {}
}
