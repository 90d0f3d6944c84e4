// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.time.Instant;
import java.util.Optional;
import org.holdfast.documents.IssueNumber;
import org.holdfast.keys.SubjectHandle;
import org.holdfast.ledger.Receipt;

/// A paper that was issued: what is told about it. The file itself is fetched with [Papers].
///
/// @param id the paper's name in the API; also the entry id that the paper prints
/// @param number the printed issue number
/// @param service code of the service
/// @param subject whom it is about
/// @param asOf the journal's state from which it was made
/// @param filingPending whether the paper says that a filing about somebody on it is not entered
///   yet
/// @param issuedAt time of issue
/// @param receipt as good as it is now
/// @param steps how long the steps took; empty after a restart
public record IssuedPaper(
        String id,
        IssueNumber number,
        String service,
        SubjectHandle subject,
        AsOf asOf,
        boolean filingPending,
        Instant issuedAt,
        Receipt receipt,
        Optional<StepTimes> steps) {

    /// The state of the central journal from which the facts were read.
    ///
    /// @param index the last entry that was taken into account
    /// @param time when that was read; of the own copy: up to when it is known to be whole
    /// @param ownCopy whether it was read from the node's own copy, since the database did not
    ///   answer
    public record AsOf(String origin, long index, Instant time, boolean ownCopy) {}

    /// Does not print whom it is about.
    @Override
    public String toString() {
        return "IssuedPaper[" + number + "]";
    }
}
