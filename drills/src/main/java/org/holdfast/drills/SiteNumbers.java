// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.holdfast.drills.ChangeRanks.Rank;
import org.holdfast.drills.SiteTruth.Acknowledged;
import tools.jackson.databind.JsonNode;

/// Judges acceptance numbers (decision 23): every node tells a number of every move that was told
/// as entered, all tell the same one, whenever they are asked, no two moves have one, and it is the
/// rank of the change in the journals that the node shows. Thread-safe.
final class SiteNumbers {
    private static final Duration BREATH = Duration.ofMillis(300);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final SiteTruth truth;
    private final SiteOffences offences;
    private final BooleanSupplier late;

    /// @param late whether the nodes have had their time to catch up
    SiteNumbers(SiteTruth truth, SiteOffences offences, BooleanSupplier late) {
        this.truth = truth;
        this.offences = offences;
        this.late = late;
    }

    /// One move at one node; waits for a number that follows.
    ///
    /// @param answer to the move asked again
    void check(SiteNodes.Node node, Acknowledged move, JsonNode answer) throws IOException {
        Optional<Rank> number = truth.numbered(move.operation(), node.site(), answer);
        while (number.isEmpty() && !late.getAsBoolean()) {
            Pauses.of(BREATH);
            JsonNode shown =
                    node.officer(move.what().command().office())
                            .get("/api/v1/moves/" + move.id(), ANSWER)
                            .json();
            number = truth.numbered(move.operation(), node.site(), shown);
        }
        if (number.isEmpty()) {
            offences.missing(move, "node " + node.site(), "no acceptance number is told");
        }
    }

    /// No number belongs to two moves.
    void unique(List<Acknowledged> moves) {
        Map<Rank, Acknowledged> owners = new HashMap<>();
        for (Acknowledged move : moves) {
            truth.number(move.operation())
                    .map(number -> owners.putIfAbsent(number, move))
                    .ifPresent(other ->
                            offences.twice(
                                    move,
                                    "the nodes",
                                    "its acceptance number is that of " + other.operation()));
        }
    }

    /// Compares what was told with the journals that a node shows.
    void judge(SiteNodes.Node node, List<Acknowledged> moves, ChangeRanks ranks) {
        for (Acknowledged move : moves) {
            Optional<Rank> told = truth.number(move.operation());
            Optional<Rank> rank = ranks.of(move.leaves());
            if (told.isPresent() && rank.isPresent() && !told.equals(rank)) {
                offences.wrong(
                        move,
                        "node " + node.site(),
                        "the acceptance number %s was told, and by the journals it is %s"
                                .formatted(told.get(), rank.get()));
            }
        }
    }
}
