// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.holdfast.cases.OperationId;
import org.holdfast.identity.Principal;
import org.holdfast.ledger.Receipt;

/// Which relying party an operator has admitted to check facts by which statute of the packs.
/// Entries of this node's own journal, readable by everybody since no person is in them; what was
/// withdrawn stays so. Needs no database. Thread-safe.
public interface LegalBases {
    /// Admits a party.
    ///
    /// @param party account id
    /// @param basis code of a pack
    /// @param until the last day (UTC); until it is withdrawn when absent
    record AdmitCommand(
            Principal who,
            OperationId operation,
            String party,
            String basis,
            Optional<LocalDate> until) {}

    /// An admission.
    ///
    /// @param facts codes, as the pack says now
    /// @param inForce whether it counts now
    /// @param receipt of the admission, or of its withdrawal when that is answered
    record Admission(
            String id,
            Party party,
            String basis,
            String law,
            List<String> facts,
            Optional<LocalDate> until,
            Instant at,
            boolean inForce,
            Receipt receipt,
            boolean repeated) {
        public Admission {
            facts = List.copyOf(facts);
        }
    }

    /// Admits; counts here when this returns. The same again gives the first answer.
    FactAnswer<Admission> admit(AdmitCommand command);

    /// Withdraws an admission, for ever.
    FactAnswer<Admission> withdraw(Principal who, String id);

    /// All of them, by party, newest first.
    FactAnswer<List<Admission>> all(Principal who);
}
