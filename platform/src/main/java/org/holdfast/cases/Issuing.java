// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cases;

import java.util.Map;

/// Issues papers: the main job. Thread-safe; nothing is shared between two requests but the table
/// of operations under way.
///
/// Idempotent by (principal, office, operation id): the same request gets the first paper again,
/// its right to it checked anew; another request under that id is refused. When `issue` returns a
/// paper, its entry and its file are on this node's disk.
public interface Issuing {
    /// Issues one paper or refuses. Waits at most two seconds for the seal; the receipt says
    /// whether it came. Throws what the database, keys or journal throw when they cannot serve.
    Outcome issue(IssueCommand command);

    /// Sums over all papers since start.
    Totals totals();

    /// Sums since start.
    ///
    /// @param papers papers issued
    /// @param repeated tries answered with an earlier paper
    /// @param refused requests refused, for papers and moves
    /// @param stopped papers that the guard or a binding stopped
    /// @param retried papers made again because the record changed while they were made
    /// @param micros microseconds by step, names as in [StepTimes#STEPS]
    record Totals(
            long papers,
            long repeated,
            long refused,
            long stopped,
            long retried,
            Map<String, Long> micros,
            Planted planted) {
        public Totals {
            micros = Map.copyOf(micros);
        }
    }

    /// What a drill planted; all zero outside of drills.
    ///
    /// @param planted swaps planted
    /// @param stopped of these, stopped before anything left
    /// @param escaped of these, not stopped: must be zero
    record Planted(long planted, long stopped, long escaped, Map<String, Long> stoppedByKind) {
        public Planted {
            stoppedByKind = Map.copyOf(stoppedByKind);
        }
    }
}
