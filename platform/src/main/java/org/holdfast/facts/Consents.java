// SPDX-License-Identifier: Apache-2.0
package org.holdfast.facts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.holdfast.cases.OperationId;
import org.holdfast.identity.Principal;
import org.holdfast.ledger.Receipt;

/// What people consent to be checked about them, by whom. A consent is an entry of this node's own
/// journal and counts at every site that has read it; its withdrawal is one, too, and wins for
/// ever, whatever else is read. Needs no database. Thread-safe.
public interface Consents {
    /// The most consents of one person that count at one time.
    int MOST = 50;

    /// The longest words about a purpose.
    int LONGEST_NOTE = 100;

    /// How a consent stands, as far as this node has read.
    enum State {
        /// It counts.
        IN_FORCE,
        /// The person has withdrawn it.
        WITHDRAWN,
        /// Its last day is over.
        ENDED,
        /// It was used as often as it may be.
        USED_UP;

        /// As in the API: `in-force`.
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// A person's own consent.
    ///
    /// @param party account id of a relying party
    /// @param facts codes of the pack
    /// @param purpose code of the pack
    /// @param note more about the purpose; may be empty
    /// @param until the last day, in the zone of the person's country
    /// @param uses how many checks it may answer; any number when absent
    record GiveCommand(
            Principal who,
            OperationId operation,
            String party,
            List<String> facts,
            String purpose,
            String note,
            LocalDate until,
            Optional<Integer> uses) {
        public GiveCommand {
            facts = List.copyOf(facts);
        }

        /// Does not print who.
        @Override
        public String toString() {
            return "GiveCommand";
        }
    }

    /// A consent.
    ///
    /// @param code what the person hands to the party
    /// @param used how many checks it has answered
    /// @param receipt of the consent, or of its withdrawal when that is answered
    /// @param repeated whether this answers the same request again
    record Consent(
            String id,
            String code,
            Party party,
            List<String> facts,
            String purpose,
            String note,
            LocalDate until,
            Optional<Integer> uses,
            int used,
            State state,
            Instant at,
            Receipt receipt,
            boolean repeated) {
        public Consent {
            facts = List.copyOf(facts);
        }

        /// Does not print the code.
        @Override
        public String toString() {
            return "Consent[" + id + ", " + state + "]";
        }
    }

    /// Gives a consent; counts here when the entry is on this disk, before this returns. The same
    /// again gives the first answer.
    FactAnswer<Consent> give(GiveCommand command);

    /// Withdraws the person's own consent, for ever; nobody is answered upon it here when this
    /// returns. What is withdrawn already stays so.
    FactAnswer<Consent> withdraw(Principal who, String id);

    /// The person's own consents of the last half year, newest first.
    FactAnswer<List<Consent>> of(Principal who);

    /// To whom consent may be given, by their names.
    List<Party> parties();
}
