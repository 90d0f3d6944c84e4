// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.holdfast.cases.OperationId;
import org.holdfast.identity.Principal;
import org.holdfast.ledger.Receipt;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.RecordRef;

/// Checks of what relying parties claim about people. Every answer is an entry of this node's own
/// journal before it is given. Needs no database: facts come from the own copy while that is away,
/// up to the bound of the pack. Thread-safe.
public interface FactChecks {
    /// So many different claims about one person that are not confirmed does one party get answered
    /// in 24 hours.
    int MOST_CLAIMS = 5;

    /// So many answers about one person does one party get in 24 hours, whatever they are.
    int MOST_ANSWERS = 50;

    /// So many answers other than `confirmed` does one party get at one node on one day (UTC).
    int MOST_MISSES = 1_000;

    /// Why the party may ask.
    sealed interface Ground {
        /// The person has handed over a code.
        record Consent(String code) implements Ground {
            /// Does not print the code.
            @Override
            public String toString() {
                return "Consent";
            }
        }

        /// A statute; the person is found by the claim.
        ///
        /// @param basis code of the pack
        /// @param office the office that keeps the record, where the party knows it
        record Statute(String basis, Optional<OfficeCode> office) implements Ground {}
    }

    /// What the party says about the person; of the fact's own fields exactly those that it needs.
    record Claim(
            String name,
            LocalDate birth,
            Optional<String> address,
            Optional<String> office,
            Optional<Integer> age,
            Optional<String> memberName,
            Optional<LocalDate> memberBirth) {
        /// Prints no person.
        @Override
        public String toString() {
            return "Claim";
        }
    }

    /// A check.
    ///
    /// @param fact code of a pack
    /// @param purpose code of a pack
    record CheckCommand(
            Principal who,
            OperationId operation,
            Ground ground,
            String fact,
            Claim claim,
            String purpose) {}

    /// As of when something was so.
    ///
    /// @param origin of the central journal, `index` its last entry that counts
    /// @param ownCopy whether it was not known to be of now: the database was away, or this node
    ///   behind it
    record AsOf(String origin, long index, Instant time, boolean ownCopy) {}

    /// An answer.
    ///
    /// @param reliedOnUntil a hint; the answer stays true as of what it says
    /// @param signed compact JWS (RFC 7515) of the office that keeps the record
    /// @param receipt of the answer's entry, as good as it is now
    /// @param repeated whether this answers the same order again
    record Checked(
            String id,
            String fact,
            FactResult result,
            AsOf asOf,
            Instant reliedOnUntil,
            Instant at,
            String signed,
            Receipt receipt,
            boolean repeated) {}

    /// Checks, for a relying party. The same order again gives the same answer at every site that
    /// has read it.
    FactAnswer<Checked> check(CheckCommand command);

    /// An answer that this party was given.
    FactAnswer<Checked> find(Principal who, String id);

    /// What was answered about a person, newest first; for the person alone.
    List<Seen> about(RecordRef person, int limit);

    /// An answer as the person sees it.
    ///
    /// @param consent id of the consent; absent where it was a statute
    /// @param law the statute; empty where it was a consent
    record Seen(
            Instant at,
            OfficeCode office,
            Party party,
            String fact,
            String purpose,
            FactResult result,
            AsOf asOf,
            Optional<String> consent,
            String law) {
        /// Prints no person.
        @Override
        public String toString() {
            return "Seen";
        }
    }
}
