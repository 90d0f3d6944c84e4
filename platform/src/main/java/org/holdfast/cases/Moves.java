// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.holdfast.identity.Principal;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Receipt;
import org.holdfast.offices.OfficeCode;
import org.holdfast.registers.Acceptance;
import org.holdfast.registers.RecordRef;
import tools.jackson.databind.node.ObjectNode;

/// Reports of a move (전입신고, 転居届), by the rule of the country's pack: every entry in one
/// transaction, that of another office that kept the records among them. Thread-safe; idempotent by
/// (principal, office, operation id).
public interface Moves {
    /// Enters a move or refuses it whole; while the database does not answer it is taken as a
    /// filing, under the same rules read from the own copy. Waits as long as the service says for
    /// its grade.
    Answer<Reported> moveIn(MoveCommand command);

    /// A move that was entered, as it stands now: its receipts with their grades, its number. For
    /// the officers of the office that took it and for whoever moved; else as if it were not there.
    /// A move that was filed is found when it is entered.
    Answer<Moved> find(Principal who, String id);

    /// What became of a report.
    sealed interface Reported permits Moved, Filings.Filing {
        /// The move's name.
        String id();
    }

    /// A report of a move.
    ///
    /// @param office the new office
    /// @param subject a person of the household that moves
    /// @param movers who moves; empty for the whole household
    /// @param address the new address, as it will be printed
    /// @param detail building, floor and door; may be empty
    /// @param movedOn the day they moved; not in the future
    /// @param newHead who is head of those who stay, when the head moves away from some
    /// @param options the pack's options (basis, applicant, evidence)
    record MoveCommand(
            Principal who,
            OfficeCode office,
            OperationId operation,
            SubjectHandle subject,
            List<SubjectHandle> movers,
            String address,
            String detail,
            LocalDate movedOn,
            Optional<SubjectHandle> newHead,
            ObjectNode options) {
        public MoveCommand {
            movers = List.copyOf(movers);
            options = options.deepCopy();
        }

        /// Does not print who moves.
        @Override
        public String toString() {
            return "MoveCommand[" + office + "]";
        }
    }

    /// A move that was entered.
    ///
    /// @param id the move's name
    /// @param effective the day from which they live there: that of the report (주민등록법 제23조제2항), or
    ///   that of the move (住民基本台帳法 第7条第7号), as the pack says
    /// @param movers how many persons moved
    /// @param late whether the report came after the days that the pack gives for it
    /// @param receipts the receipt of the household's entry at the new address first, then one a
    ///   person
    /// @param records whose entry each receipt is about, in the same order; empty for moves that
    ///   were entered before it was noted
    /// @param acceptance the number that the office gives it, as far as it is known now
    record Moved(
            String id,
            LocalDate effective,
            int movers,
            boolean late,
            List<Receipt> receipts,
            List<RecordRef> records,
            Acceptance.Known acceptance,
            boolean repeated)
            implements Reported {
        public Moved {
            receipts = List.copyOf(receipts);
            records = List.copyOf(records);
        }
    }
}
