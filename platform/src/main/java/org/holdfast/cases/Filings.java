// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.ledger.Position;
import org.holdfast.ledger.Receipt;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Acceptance;
import org.holdfast.registers.RecordRef;
import org.holdfast.registers.RecordVersion;

/// Changes that were asked for while the database did not answer. A filing changes no register: it
/// is an entry of the node journal, with a receipt, and is merged once the database is back,
/// exactly once by its operation and by its entry. What does not fit then is held for an officer,
/// and so is everything that was filed after it about the same records. Thread-safe.
public interface Filings {
    /// How a filing stands.
    enum State {
        /// Not merged yet.
        PENDING,
        /// An officer decides; see the reason.
        HELD,
        /// The registers have it.
        ENTERED,
        /// An officer has refused it.
        REFUSED;

        /// As in the API: `pending`.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The state of that text.
        public static Optional<State> of(String text) {
            for (State state : values()) {
                if (state.text().equals(text)) {
                    return Optional.of(state);
                }
            }
            return Optional.empty();
        }
    }

    /// When a filing was made, as far as others than this node can tell.
    ///
    /// @param notBefore time of the newest entry of the central journal that the node had verified:
    ///   the filing's entry names its head, so it was made behind it
    /// @param notAfter the first cosignature from another place on a checkpoint that includes the
    ///   filing; until it was merged where there is none; absent while neither has come
    /// @param effective the day of the filing in the office's zone, moved into the window when the
    ///   node's clock lay outside of it by minutes; never the day of merging. Where the clocks
    ///   contradict each other the day of the node's clock, until an officer names one. From this
    ///   day the change counts
    record LegalTime(Instant notBefore, Optional<Instant> notAfter, LocalDate effective) {}

    /// A record as it was when the filing was made.
    record Checked(RecordRef record, long version) {}

    /// What was reported.
    record Report(
            List<RecordRef> movers,
            String address,
            String detail,
            LocalDate movedOn,
            Optional<RecordRef> newHead) {
        public Report {
            movers = List.copyOf(movers);
        }

        /// Does not print who moves.
        @Override
        public String toString() {
            return "Report";
        }
    }

    /// A filing and how it stands.
    ///
    /// @param id its name, and that of the move when it is entered
    /// @param reason why it is held: `record-changed`, `after-held`, `after-unknown`,
    ///   `operation-conflict`, `place-conflict`, `window-contradictory`, `account-closed`, or the
    ///   code of the refusal it met; else empty
    /// @param upTo the last entry of the central journal that the node read the records from
    /// @param heard up to when that was known to be whole
    /// @param base the household's record first, then its members', as the node read them
    /// @param acceptance the number of the change that it became; empty unless it is entered
    /// @param repeated whether this answers the same request again
    record Filing(
            String id,
            String service,
            OfficeCode office,
            RecordRef subject,
            State state,
            String reason,
            Instant at,
            LegalTime legalTime,
            Report report,
            Position upTo,
            Instant heard,
            List<Checked> base,
            String as,
            Receipt receipt,
            Optional<Acceptance.Known> acceptance,
            boolean repeated)
            implements Moves.Reported {
        public Filing {
            base = List.copyOf(base);
        }

        /// Does not print whom it is about.
        @Override
        public String toString() {
            return "Filing[" + id + ", " + state + "]";
        }
    }

    /// An officer's decision about a filing that is held.
    ///
    /// @param enter enters it upon the present records with the day of the filing; else refuses it
    /// @param reason the officer's words
    /// @param day on which it was filed, as the officer found out; only of one that is entered and
    ///   whose clocks contradict each other, neither before the move nor in the future
    record DecideCommand(
            Principal who,
            String id,
            OperationId operation,
            boolean enter,
            String reason,
            Optional<LocalDate> day) {
        /// With the day of the filing.
        public DecideCommand(
                Principal who, String id, OperationId operation, boolean enter, String reason) {
            this(who, id, operation, enter, reason, Optional.empty());
        }
    }

    /// What was filed about one person.
    ///
    /// @param shown those that the principal may see, newest first
    /// @param others whether another one is filed about the person and not entered, of which the
    ///   principal is told no more; papers about the person say so, too
    record About(List<Filing> shown, boolean others) {
        public About {
            shown = List.copyOf(shown);
        }

        /// Does not print whom it is about.
        @Override
        public String toString() {
            return "About[" + shown.size() + ", " + others + "]";
        }
    }

    /// How many there are.
    record Counts(long pending, long held) {}

    /// The filings that the principal may see, newest first; of a citizen those about the own
    /// record or of the own hand, of an officer those of the office.
    ///
    /// @param limit 1 to 200
    Answer<List<Filing>> list(Principal who, Optional<State> state, int limit);

    /// One filing; for the person and the office's officers only, else as if it were not there.
    Answer<Filing> find(Principal who, String id);

    /// What was filed about a person, also as a member of the household that it is about; for the
    /// person and for officers. Whether there are others is told to the person, of whom nobody
    /// protected is hidden by that, and to officers of the office that keeps the record.
    ///
    /// @param person the record as it was read for whoever asks
    /// @param decided how many of those that are decided are given at most; all others are
    Answer<About> about(Principal who, RecordVersion person, int decided);

    /// Decides a filing that is held; the decision is an entry of the central journal. The same
    /// again gives the first answer.
    Answer<Filing> decide(DecideCommand command);

    /// Of this office, as far as this node knows.
    Counts counts();

    /// Whether a filing about any of these records waits to be merged or is held.
    boolean isPending(Collection<RecordRef> records);
}
