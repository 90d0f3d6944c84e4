// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

/// What became of a request for a paper.
public sealed interface Outcome {
    /// The paper is made, guarded and on disk.
    ///
    /// @param repeated whether an earlier try of the same operation had made it
    record Issued(IssuedPaper paper, boolean repeated) implements Outcome {}

    /// No paper was made.
    record Refused(Refusal refusal) implements Outcome {}
}
