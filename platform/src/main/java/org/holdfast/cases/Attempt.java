// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.util.Optional;
import org.holdfast.catalogue.Service;
import org.holdfast.documents.FinishedPaper;
import org.holdfast.keys.Handle;
import org.holdfast.keys.KeyId;
import org.holdfast.registers.RecordRef;

/// One request on its way, as far as it is known before a paper is made.
///
/// @param command what was asked
/// @param subject whose paper it is
/// @param operation handle of the operation
record Attempt(IssueCommand command, Service service, RecordRef subject, Handle operation) {
    /// The facts of one moment and the permit they gave.
    ///
    /// @param papers the data key of the subject's papers
    /// @param pending whether a filing about somebody on the paper is pending or held
    /// @param note what the paper must say about its facts beside their time
    record Facts(
            Household home,
            Permit permit,
            IssuedPaper.AsOf asOf,
            KeyId papers,
            boolean pending,
            Optional<String> note) {
        Facts noting(String words) {
            String all = note.map(before -> before + " " + words).orElse(words);
            return new Facts(home, permit, asOf, papers, pending, Optional.of(all));
        }

        Facts beforeFilings() {
            return new Facts(home, permit, asOf, papers, true, note);
        }
    }

    /// A paper that passed the guard.
    ///
    /// @param times journal and seal are still 0
    record Guarded(FinishedPaper paper, Facts facts, Instant at, StepTimes times) {}
}
